import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { config } from '@/lib/platform/config';
import { checkDkimKey, createDkimKey, createProvider, createSender } from '@/lib/sending';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { nameServer } from '@/lib/testing/dns';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { checkReach, launchCampaign, preflightCampaign, updateCampaign } from '..';

const strict = 'v=DMARC1; p=reject';
const texts = new Map(['uni', 'mended', 'signed'].map((name) => [`_dmarc.${name}.example`, strict]));
const dns = await nameServer({ texts, codes: new Map([['_dmarc.silent.example', 2]]) });
afterAll(() => dns.close());
const database = await testDatabase({ DNS_SERVERS: dns.address });
let asked = 0;
const server = createServer((_, response) => {
  asked += 1;
  response.writeHead(200).end();
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('what the world outside says', () => {
  it('names the links that lead nowhere, asks no private network, and does not ask for what Liquid fills', async () => {
    const { ctx } = await testTenant(database);
    const id = await draft(ctx);
    const inside = `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin`;
    const { id: templateId } = await createTemplate(ctx, {
      ...{ name: 'Links', channel: 'email', subject: 'Hi', text: '' },
      html: `<a href="${inside}#a">a</a> <a href="${inside}#b">b</a> <a href="https://{{ contact.first_name }}.example/">c</a> <a href="{{ unsubscribe_url }}">leave</a>`,
    });
    await updateCampaign(ctx, { id, templateId });
    const reach = await checkReach(ctx, { id });
    expect(reach).toMatchObject({ domain: null, unsubscribe: 'template', linksLeftOut: 0 });
    expect(reach.links).toEqual([]);
    expect(reach.unchecked).toEqual([
      { url: inside, reason: 'private' },
      { url: 'https://{{ contact.first_name }}.example/', reason: 'differs' },
    ]);
    expect(reach.problems).toEqual([
      {
        level: 'warns',
        message: `The link ${inside} was not checked: it leads to a private network, where recipients cannot follow.`,
      },
    ]);
    expect(asked).toBe(0);
    await expect(checkReach((await testTenant(database)).ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('links that are too many to ask, and those that lead here, are listed with the reason, apart from broken ones', async () => {
  const { ctx } = await testTenant(database);
  const id = await draft(ctx);
  const many = Array.from({ length: 23 }, (_, i) => `http://127.0.0.1:1/${i}`);
  const own = `${config().publicUrl.replace(/\/$/, '')}/give`;
  const { id: templateId } = await createTemplate(ctx, {
    ...{ name: 'Many', channel: 'email', subject: 'Hi', text: '' },
    html: [...many, own].map((url) => `<a href="${url}">a</a>`).join(' '),
  });
  await updateCampaign(ctx, { id, templateId });
  const { unchecked, links, problems } = await checkReach(ctx, { id });
  expect(unchecked.filter(({ reason }) => reason !== 'private')).toEqual([
    { url: own, reason: 'own' },
    ...many.slice(20).map((url) => ({ url, reason: 'limit' })),
  ]);
  expect(unchecked).toHaveLength(24);
  expect(links).toEqual([]);
  expect(problems).toHaveLength(20);
});

describe('whether mail is authenticated', () => {
  const smtp = { kind: 'smtp' as const, host: '8.8.8.8', port: 25, security: 'none' as const };
  it.each([
    ['an SMTP server', smtp, 'no key here: only Main may sign', { level: 'blocks', at: 'senders', field: 'senderId' }],
    [
      'a service that signs, which is not refused for what only it knows',
      { kind: 'sendgrid' as const, apiKey: 'x' },
      'Main signs for domains verified there',
      { level: 'warns', at: 'providers' },
    ],
  ])('is asked where the organisation sends by its own: %s', async (_, configuration, signing, problem) => {
    const { ctx } = await testTenant(database);
    const id = await draft(ctx);
    expect((await checkReach(ctx, { id })).domain).toBeNull();
    await createProvider(ctx, { name: 'Main', configuration });
    const { id: senderId } = await createSender(ctx, { fromName: 'Events', fromEmail: 'events@uni.example' });
    await updateCampaign(ctx, { id, senderId });
    const reach = await checkReach(ctx, { id });
    expect(reach.domain).toEqual({
      ...{ name: 'uni.example', spf: 'missing', dkim: 'missing', dmarc: 'found', policy: 'reject', signing },
    });
    const message = expect.stringContaining('uni.example');
    expect(reach.problems).toContainEqual({ ...problem, message });
  });

  const from = async ({ ctx }: TestTenant, fromEmail: string) => {
    await people(ctx, 1);
    const id = await draft(ctx);
    await createProvider(ctx, { name: 'Main', configuration: smtp });
    const { id: senderId } = await createSender(ctx, { fromName: 'Events', fromEmail });
    await updateCampaign(ctx, { id, senderId });
    return id;
  };

  it('is asked by the launch too, which refuses what nobody would get, until that is mended', async () => {
    const t = await testTenant(database);
    const id = await from(t, 'events@mended.example');
    const { message } = (await checkReach(t.ctx, { id })).problems[0]!;
    expect(message).toContain('mended.example tells receivers to reject what is not authenticated (DMARC)');
    const refused = { code: 'conflict', message, fields: { senderId: message } };
    await expect(launchCampaign(t.ctx, { id })).rejects.toMatchObject(refused);
    const scheduledAt = new Date(t.clock.now().getTime() + 3_600_000).toISOString();
    await expect(launchCampaign(t.ctx, { id, scheduledAt })).rejects.toMatchObject(refused);
    texts.set('mended.example', 'v=spf1 ip4:192.0.2.1 -all');
    expect((await launchCampaign(t.ctx, { id })).status).toBe('sending');
  });

  it('is found by our own key where name servers deny what stands above it', async () => {
    const t = await testTenant(database);
    const id = await from(t, 'events@signed.example');
    await expect(launchCampaign(t.ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    const key = await createDkimKey(t.ctx, { domain: 'signed.example', algorithm: 'ed25519' });
    texts.set(key.recordName, key.recordValue);
    await expect(launchCampaign(t.ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await checkDkimKey(t.ctx, { id: key.id })).toMatchObject({ checkResult: 'published' });
    expect((await checkReach(t.ctx, { id })).domain).toMatchObject({ dkim: 'found', spf: 'missing' });
    expect((await launchCampaign(t.ctx, { id })).status).toBe('sending');
  });

  it('is no reason to refuse a launch while DNS does not answer', async () => {
    const t = await testTenant(database);
    const id = await from(t, 'events@silent.example');
    expect((await launchCampaign(t.ctx, { id })).status).toBe('sending');
    expect(dns.asked).toContain('_dmarc.silent.example');
  });
});

describe('the preflight', () => {
  it('counts who is kept apart, the gaps of every variant, and how long the pace makes it', async () => {
    const { ctx } = await testTenant(database);
    await people(ctx, 120);
    const id = await draft(ctx);
    const other = await createTemplate(ctx, {
      ...{
        name: 'Other',
        channel: 'email',
        subject: 'Hi',
        html: '<p>{{ contact.last_name }} {{ contact.shoe }}</p>',
        text: '',
      },
    });
    const first = (await updateCampaign(ctx, { id, holdoutPercent: 25 })).templateId;
    const variants = [
      { name: 'A', templateId: first },
      { name: 'B', templateId: other.id },
    ];
    await updateCampaign(ctx, { id, variants, perHour: 60 });
    const preflight = await preflightCampaign(ctx, { id });
    const held = preflight.excluded.find((e) => e.reason === 'control_group')?.people ?? 0;
    expect(held).toBeGreaterThan(2);
    expect(preflight).toMatchObject({
      audience: 120,
      willSend: 120 - held,
      excluded: [{ rule: 'holdout', reason: 'control_group' }],
      expected: { seconds: (120 - held - 1) * 60, by: 'pace', rule: null, isLocal: false },
    });
    expect(preflight.merge.map((m) => m.variable)).toEqual(['contact.first_name', 'contact.last_name']);
    expect(preflight.problems.map((p) => p.message).join('\n')).toContain('Variant “B”: HTML');
  });
});
