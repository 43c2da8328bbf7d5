import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { POST } from '@/app/api/v1/templates/preview/body/route';
import {
  checkReach,
  createCampaign,
  getCampaign,
  launchCampaign,
  planCampaign,
  preflightCampaign,
} from '@/lib/campaigns';
import { createContact } from '@/lib/contacts';
import { createApiKey } from '@/lib/identity';
import { answerThread, listThreads } from '@/lib/inbox';
import { maySend } from '@/lib/pipeline';
import { startDelivery } from '@/lib/pipeline/delivery';
import { startJobRunner } from '@/lib/platform/jobs';
import { createSegment } from '@/lib/segments';
import { whatsappAdapter } from '@/lib/sending/adapters/whatsapp';
import { httpProvider } from '@/lib/sending/http/provider';
import { createTemplate, getTemplate, previewTemplate, updateTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { keepTexts } from '@/lib/texts';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });

interface Sent {
  to: string;
  type: string;
  text?: { body: string };
  template?: { name: string; language: { code: string }; components?: { parameters: { text: string }[] }[] };
}
const sent: Sent[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => (body += part.toString()));
  request.on('end', () => {
    sent.push(JSON.parse(body) as Sent);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ messages: [{ id: `wamid.${sent.length}` }] }));
  });
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(async () => {
  await (await runner).stop();
  server.close();
});

const approved = {
  name: 'doors_open',
  language: 'en',
  parameters: ['{{ contact.first_name }}', 'https://uni.example/a/long/way?x=1', '{{ unsubscribe_url }}'],
};
const words = 'Dear {{1}}, the doors are open: {{2}}\nNo more of this: {{3}}';

/** Ada, who wrote by WhatsApp an hour ago, and Bob, who did so two days ago. */
async function arranged() {
  const t = await testTenant(database);
  await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${t.slug}, 'Office', 'office@uni.example', true) on conflict do nothing`;
  const person = async (firstName: string, phone: string, hoursAgo: number) => {
    const consents = [
      { channel: 'whatsapp' as const, purpose: 'marketing' as const, granted: true, source: 'form' as const },
    ];
    const { id } = await createContact(t.ctx, { firstName, phone, consents });
    const at = new Date(t.clock.now().getTime() - hoursAgo * 3_600_000);
    const text = {
      channel: 'whatsapp' as const,
      from: phone,
      name: null,
      body: 'Hello',
      key: `${t.slug} ${phone}`,
      at,
    };
    await keepTexts(database.services, t.slug, [text], t.clock);
    return id;
  };
  const ada = await person('Ada', '+491701234567', 1);
  const bob = await person('Bob', '+491701234568', 48);
  const segment = await createSegment(t.ctx, { name: 'Everybody', rule: { all: [] } });
  const campaign = async (template: { text: string; approved?: typeof approved }) => {
    const { id: templateId } = await createTemplate(t.ctx, {
      name: `T ${template.text}`,
      channel: 'whatsapp',
      ...template,
    });
    return (await createCampaign(t.ctx, { name: template.text.slice(0, 80), templateId, segmentIds: [segment.id] })).id;
  };
  const run = async (id: string) => {
    sent.length = 0;
    await launchCampaign(t.ctx, { id });
    const adapter = whatsappAdapter({ phoneNumberId: '1', accessToken: 'x', endpoint });
    const delivery = await startDelivery(database.services, { provider: httpProvider(adapter, 'whatsapp') });
    onTestFinished(() => delivery.stop());
    return until('the campaign to end', async () => {
      const now = await getCampaign(t.ctx, { id });
      return now.status === 'completed' ? now : null;
    });
  };
  return { ...t, ada, bob, campaign, run };
}

describe('a template that WhatsApp approved', () => {
  it('goes to everybody by its name, with a value of one line in each place and links that are counted', async () => {
    const { slug, ctx, bob, campaign, run } = await arranged();
    await sql`update contacts set first_name = ${'Bob\n  the\tBuilder'} where tenant_id = ${slug} and id = ${bob}`;
    const id = await campaign({ text: words, approved });
    expect(await preflightCampaign(ctx, { id })).toMatchObject({
      willSend: 2,
      merge: [{ variable: 'contact.first_name', empty: 0 }],
    });
    expect((await preflightCampaign(ctx, { id })).problems.map(({ message }) => message)).not.toContainEqual(
      expect.stringContaining('how to leave'),
    );
    const silent = await campaign({ text: 'Hello {{1}}', approved: { ...approved, parameters: ['there'] } });
    expect((await preflightCampaign(ctx, { id: silent })).problems).toContainEqual({
      level: 'warns',
      message: expect.stringContaining('how to leave'),
    });
    expect((await run(id)).totals).toMatchObject({ planned: 2, sent: 2 });
    expect(sent.map(({ type, template }) => [type, template?.name, template?.language.code])).toEqual(
      [0, 1].map(() => ['template', 'doors_open', 'en']),
    );
    const values = sent
      .map(({ template }) => template!.components![0]!.parameters.map(({ text }) => text))
      .sort(([a = ''], [b = '']) => a.localeCompare(b));
    expect(values.map(([first]) => first)).toEqual(['Ada', 'Bob the Builder']);
    for (const [, link, out] of values) {
      expect(link).toMatch(/^https:\/\/ao\.example\/t\/[\w-]{24}$/);
      expect(out).toContain('https://ao.example/t/u/');
    }
    expect(await sql`select url from email_links where tenant_id = ${slug}`).toEqual([{ url: approved.parameters[1] }]);
  });

  it('is not sent with an empty value: who has none is told of in words', async () => {
    const { slug, ada, campaign, run } = await arranged();
    await sql`update contacts set first_name = '' where tenant_id = ${slug} and id = ${ada}`;
    expect((await run(await campaign({ text: words, approved }))).totals).toMatchObject({ sent: 1, failed: 1 });
    const [row] =
      await sql`select error_message from pipeline_messages where tenant_id = ${slug} and status = 'failed'`;
    expect(row!.error_message).toContain('Value 1 of the approved template is empty');
  });

  it('is previewed in its words, kept in versions, and refused by the field that is wrong', async () => {
    const { ctx, ada } = await arranged();
    const made = await createTemplate(ctx, { name: 'Doors', channel: 'whatsapp', text: words, approved });
    expect(made).toMatchObject({ approved, variables: ['contact.first_name', 'unsubscribe_url'] });
    const shown = await previewTemplate(ctx, { channel: 'whatsapp', text: words, approved, contactId: ada });
    expect(shown.text).toMatch(
      /^Dear Ada, the doors are open: https:\/\/ao\.example\/t\/[\w-]{24}\nNo more of this: https/,
    );
    const free = await updateTemplate(ctx, { id: made.id, approved: null, text: 'Hello' });
    expect(free).toMatchObject({ version: 2, approved: null });
    expect((await updateTemplate(ctx, { id: made.id, name: 'Doors open' })).version).toBe(2);
    expect((await getTemplate(ctx, { id: made.id, version: 1 })).approved).toEqual(approved);
    const refused = (given: object, field: string) =>
      expect(createTemplate(ctx, { name: 'Wrong', channel: 'whatsapp', text: words, ...given })).rejects.toMatchObject({
        code: 'invalid',
        fields: { [field]: expect.any(String) },
      });
    await refused({ approved: { ...approved, name: 'Doors Open' } }, 'approved.name');
    await refused({ approved: { ...approved, language: 'english' } }, 'approved.language');
    await refused({ approved: { ...approved, parameters: ['a', '', 'c'] } }, 'approved.parameters.1');
    await refused({ approved: { ...approved, parameters: ['a', '{{ b', 'c'] } }, 'approved.parameters.1');
    await refused({ approved: { ...approved, parameters: ['a', 'b'] } }, 'approved');
    await refused({ approved: { ...approved, parameters: ['a', 'b', 'c', 'd'] } }, 'text');
    await refused({ approved, text: `${words} {{ contact.email }}` }, 'text');
    await refused({ approved, channel: 'sms' }, 'approved');
    await refused(
      { approved: { ...approved, parameters: Array.from({ length: 31 }, () => 'a') } },
      'approved.parameters',
    );
    const unknown = { ...approved, parameters: ['{{ contact.frist_name }}', 'b', 'c'] };
    const warned = await createTemplate(ctx, { name: 'Warned', channel: 'whatsapp', text: words, approved: unknown });
    expect(warned.problems).toMatchObject([{ part: 'parameters', line: 1, kind: 'unknown-variable' }]);
  });
});

describe('what the console shows of a template', () => {
  const shown = async (ctx: TestTenant['ctx'], fields: Record<string, string>) => {
    const { key } = await createApiKey(ctx, { name: 'test', scopes: ['templates:read'] });
    const response = await POST(
      new Request('https://ao.example/api/v1/templates/preview/body', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: new URLSearchParams(fields),
      }),
      { params: Promise.resolve({}) },
    );
    return { status: response.status, text: await response.text() };
  };
  it('is what goes out: an approved one in its words with the values, a text with its short link', async () => {
    const { ctx } = await arranged();
    const one = await shown(ctx, { channel: 'whatsapp', text: words, approved: JSON.stringify(approved) });
    expect(one.text).toMatch(/Dear \S+, the doors are open: https:\/\/ao\.example\/t\/[\w-]{24}/);
    const two = await shown(ctx, { channel: 'sms', text: 'See https://uni.example/long' });
    expect(two.text).toMatch(/See https:\/\/ao\.example\/t\/[\w-]{24}/);
    expect((await shown(ctx, { channel: 'sms', text: 'x', approved: '{' })).status).toBe(422);
    expect((await shown(ctx, { channel: 'fax', text: 'x' })).status).toBe(422);
  });
});

describe('the check of links', () => {
  it('looks at those of texts and of the values of approved templates', async () => {
    const { ctx, campaign } = await arranged();
    const of = async (id: string) => (await checkReach(ctx, { id })).unchecked.map(({ url }) => url);
    const dead = 'http://127.0.0.1:9/gone';
    expect(await of(await campaign({ text: `See ${dead}` }))).toEqual([dead]);
    const id = await campaign({ text: 'See {{1}}', approved: { ...approved, parameters: [dead] } });
    expect(await of(id)).toEqual([dead]);
  });
});

describe('free text by WhatsApp', () => {
  it('goes to who wrote within 24 hours; the check, the plan and the list say why the others are left out', async () => {
    const { slug, ctx, ada, bob, campaign, run } = await arranged();
    const id = await campaign({ text: '{"template": is no template {{ unsubscribe_url }}' });
    expect(await preflightCampaign(ctx, { id })).toMatchObject({
      willSend: 1,
      excluded: [{ rule: 'window', reason: 'window_closed', people: 1 }],
    });
    const done = await run(id);
    expect(done.totals).toMatchObject({ planned: 2, sent: 1, skipped: 1 });
    expect(done.skippedBy).toEqual({ window_closed: 1 });
    expect(sent).toMatchObject([{ type: 'text', to: '491701234567' }]);
    expect(sent[0]!.text!.body).toContain('is no template https://');
    const [row] = await sql<{ contact_id: string; fact: string }[]>`
      select contact_id, verdict->'steps'->-1->>'fact' as fact from pipeline_messages where tenant_id = ${slug} and status = 'skipped'`;
    expect(row).toMatchObject({ contact_id: bob, fact: expect.stringContaining('within 24 hours') });
    const { steps } = await maySend(ctx, { id: ada, channel: 'whatsapp' });
    expect(steps.find(({ rule }) => rule === 'window')?.fact).toContain('anything may be written');
  });

  it('that was planned for one who wrote is not handed over when the day is over', async () => {
    const { slug, ctx, clock, campaign } = await arranged();
    const id = await campaign({ text: 'Hello there' });
    await launchCampaign(ctx, { id });
    await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
    await sql`update inbox_messages set occurred_at = ${new Date(clock.now().getTime() - 25 * 3_600_000)} where tenant_id = ${slug}`;
    sent.length = 0;
    const adapter = whatsappAdapter({ phoneNumberId: '1', accessToken: 'x', endpoint });
    const delivery = await startDelivery(database.services, { provider: httpProvider(adapter, 'whatsapp') });
    onTestFinished(() => delivery.stop());
    await until('the end', async () => (await getCampaign(ctx, { id })).status === 'completed');
    expect((await getCampaign(ctx, { id })).skippedBy).toEqual({ window_closed: 2 });
    expect(sent).toEqual([]);
  });

  it('answers a person within the day; after it, the answer is refused in words', async () => {
    const { ctx, ada, bob } = await arranged();
    const { items } = await listThreads(ctx, {});
    const threadOf = (contact: string) => items.find((one) => one.contact?.id === contact)!.id;
    await expect(answerThread(ctx, { id: threadOf(ada), body: 'Welcome' })).resolves.toMatchObject({ body: 'Welcome' });
    await expect(answerThread(ctx, { id: threadOf(bob), body: 'Welcome' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('free text only within 24 hours'),
    });
  });
});
