import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCampaign, launchCampaign, planCampaign, preflightCampaign } from '@/lib/campaigns';
import { createRule } from '@/lib/compliance';
import { createContact } from '@/lib/contacts';
import { startJobRunner } from '@/lib/platform/jobs';
import { createSegment } from '@/lib/segments';
import { createProvider } from '@/lib/sending';
import { createTemplate, previewTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { scriptedHttp } from '@/lib/testing/scripted-http';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from './delivery';
import { maySend } from '.';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow', PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const consents = (granted: boolean) => [
  { channel: 'webhook' as const, purpose: 'marketing' as const, granted, source: 'form' as const },
];
const words =
  '{"id": {{ contact.id | json }}, "say": "Dear {{ contact.first_name }}", "year": {{ contact.attributes.year | json }}, "stop": {{ unsubscribe_url | json }}}';

async function arranged(text = words) {
  const t = await testTenant(database);
  const server = await scriptedHttp();
  onTestFinished(() => server.close());
  const { signingSecret } = await createProvider(t.ctx, {
    name: 'CRM',
    configuration: { kind: 'webhook', url: server.url },
  });
  const ada = await createContact(t.ctx, {
    firstName: 'Ada "the first"\n',
    email: 'ada@example.org',
    consents: consents(true),
  });
  const bob = await createContact(t.ctx, { firstName: 'Bob', email: 'bob@example.org', consents: consents(false) });
  const segment = await createSegment(t.ctx, { name: 'Everybody', rule: { all: [] } });
  const template = await createTemplate(t.ctx, { name: 'Letter', channel: 'webhook', text });
  const { id } = await createCampaign(t.ctx, { name: 'Letters', templateId: template.id, segmentIds: [segment.id] });
  return { ...t, server, signingSecret: signingSecret ?? '', ada, bob, id };
}

describe('a campaign of webhooks', () => {
  it('tells the organisation’s server once of each who agreed, signed, and nobody’s name changes what the JSON says', async () => {
    const t = await arranged();
    expect(await preflightCampaign(t.ctx, { id: t.id })).toMatchObject({
      willSend: 1,
      problems: [{ level: 'warns', message: expect.stringContaining('“year”') }],
    });
    const runner = await startJobRunner(database.services, [planCampaign], { worker: t.slug });
    const delivery = await startDelivery(database.services);
    onTestFinished(async () => {
      await delivery.stop();
      await runner.stop();
    });
    await launchCampaign(t.ctx, { id: t.id });
    await until('the campaign to end', async () => {
      const rows =
        await sql`select 1 from campaigns where tenant_id = ${t.slug} and id = ${t.id} and status = 'completed'`;
      return rows.length === 1;
    });
    expect(t.server.requests).toHaveLength(1);
    const { headers, body } = t.server.requests[0]!;
    const [message] = await sql<{ id: string }[]>`
      select id from pipeline_messages where tenant_id = ${t.slug} and source_id = ${t.id} and status = 'sent'`;
    expect(JSON.parse(body)).toMatchObject({
      type: 'message.send',
      data: {
        id: message!.id,
        to: t.ada.id,
        body: {
          id: t.ada.id,
          say: `Dear ${t.ada.firstName}`,
          year: null,
          stop: expect.stringMatching(/^https:\/\/ao\.example\/t\/u\//),
        },
      },
    });
    const key = Buffer.from(t.signingSecret.replace('whsec_', ''), 'base64');
    const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    const [skipped] = await sql`
      select status, verdict_reason from pipeline_messages where tenant_id = ${t.slug} and source_id = ${t.id} and contact_id = ${t.bob.id}`;
    expect(skipped).toEqual({ status: 'skipped', verdict_reason: 'consent_withdrawn' });
  });

  it('goes at any hour: quiet ones are for people', async () => {
    const { ctx, ada } = await arranged();
    await createRule(ctx, {
      name: 'Day and night',
      rule: { type: 'quiet_hours', action: { from: '00:00', to: '23:59' } },
    });
    const { decision, steps } = await maySend(ctx, { id: ada.id, channel: 'webhook' });
    expect(decision).toBe('send');
    expect(steps.find(({ rule }) => rule === 'quiet_hours')).toMatchObject({ result: 'waived' });
  });

  it('is warned of when its JSON tells nobody how to leave', async () => {
    const { ctx, id } = await arranged('{"say": "Hello {{ contact.first_name }}"}');
    expect((await preflightCampaign(ctx, { id })).problems).toMatchObject([
      { level: 'warns', message: expect.stringContaining('unsubscribe_url | json') },
    ]);
  });
});

describe('a template of a webhook', () => {
  it('must be JSON for whoever it is filled for; what is not is refused with the place', async () => {
    const { ctx } = await testTenant(database);
    const refuse = (text: string, more: object = {}) =>
      expect(createTemplate(ctx, { name: 'x', channel: 'webhook', text, ...more })).rejects;
    await refuse(' ').toMatchObject({ fields: { text: 'is empty' } });
    await refuse('{"a": {{ contact.first_name }}}').toMatchObject({
      message: expect.stringContaining('{{ contact.first_name | json }} without quotes'),
      fields: { text: expect.stringContaining('no JSON') },
    });
    await refuse('{"a": 1').toMatchObject({ message: expect.stringContaining('a comma, a bracket or a quote') });
    await refuse('{"a": {{ contact.x | nothing }}}').toMatchObject({ fields: { text: expect.any(String) } });
    await refuse(`"${'x'.repeat(20_001)}"`).toMatchObject({ fields: { text: 'is over 20000 characters' } });
    await refuse('{}', { subject: 'S' }).toMatchObject({ fields: { subject: 'must be empty' } });
    await refuse('{}', { push: { url: '', icon: '' } }).toMatchObject({ fields: { push: expect.any(String) } });
  });

  it('is previewed as the server gets it', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { firstName: 'O"Neill', email: 'o@example.org' });
    const { text } = await previewTemplate(ctx, { channel: 'webhook', text: words });
    expect(JSON.parse(text)).toMatchObject({ say: 'Dear O"Neill', year: null });
  });
});
