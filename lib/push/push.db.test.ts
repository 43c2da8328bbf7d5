import { createECDH, randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCampaign, preflightCampaign } from '@/lib/campaigns';
import { createRule } from '@/lib/compliance';
import { createContact, listConsents } from '@/lib/contacts';
import { followShort } from '@/lib/feedback';
import { maySend } from '@/lib/pipeline';
import { systemClock } from '@/lib/platform/clock';
import { allowBrowser, browsers, turnOff, unsubscribe } from '@/lib/preferences';
import { createSegment } from '@/lib/segments';
import { createProvider, openProvider, reorderProviders, updateProvider, type OutboundMessage } from '@/lib/sending';
import { handOverAll } from '@/lib/sending/contract';
import { createTemplate, previewTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged } from '@/lib/testing/outbound';
import { openedPush } from '@/lib/testing/opened-push';
import { scriptedHttp, type ScriptedHttp } from '@/lib/testing/scripted-http';
import { sentMessage } from '@/lib/testing/sent-message';
import { sendCampaign } from '@/lib/testing/send-campaign';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { linkTokens } from '@/lib/tracking';
import { listPushSubscriptions } from '.';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow', PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;

async function pushService(answer: ScriptedHttp['answer'] = () => ({ status: 201 })) {
  const made = await scriptedHttp(answer);
  onTestFinished(() => made.close());
  return made;
}

/** A browser that allowed notifications: what it gives away, and what only it can read with. */
function aBrowser(service: ScriptedHttp, path: string) {
  const pair = createECDH('prime256v1');
  const p256dh = pair.generateKeys().toString('base64url');
  const auth = randomBytes(16).toString('base64url');
  return { pair, given: { endpoint: service.url + path, p256dh, auth } };
}

/** An organisation that sends notifications, and a person with a link to their preferences. */
async function arranged() {
  const t = await testTenant(database);
  const { provider } = await createProvider(t.ctx, {
    name: 'Notifications',
    configuration: { kind: 'push', subject: 'mailto:office@uni.example' },
  });
  const person = async () => {
    const sent = await sentMessage(database, t.slug);
    return { ...sent, token: linkTokens().sign('preferences', t.slug, sent.messageId) };
  };
  const key = String(provider.settings['publicKey']);
  const asked = async (contactId: string) => (await maySend(t.ctx, { id: contactId, channel: 'push' })).reason;
  return { ...t, provider, key, person, asked };
}

async function campaign({ ctx }: TestTenant): Promise<string> {
  const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
  const template = await createTemplate(ctx, {
    ...{ name: 'Doors', channel: 'push', subject: 'Doors open, {{ contact.first_name }}', text: 'The hall is at 7.' },
    push: { url: 'https://uni.example/hall', icon: 'https://uni.example/icon.png' },
  });
  return (await createCampaign(ctx, { name: 'Doors', templateId: template.id, segmentIds: [segment.id] })).id;
}

const send = (t: TestTenant, id: string) => sendCampaign(database, t, id);

const outcomesOf = async (slug: string, id: string) => [
  ...(await sql`
    select status, verdict_reason as reason, recipient_address as address from pipeline_messages where tenant_id = ${slug} and source_id = ${id} order by contact_id`),
];

describe('allowing notifications', () => {
  it('keeps the browser and writes the consent with its proof; turning the last one off takes it back', async () => {
    const { ctx, key, person, asked } = await arranged();
    const { token, contactId } = await person();
    const service = await pushService();
    const [one, two] = [aBrowser(service, '/one').given, aBrowser(service, '/two').given];
    expect(await browsers(token)).toMatchObject({ key, live: [], isClosed: false });
    expect(await asked(contactId)).toBe('no_address');
    const call = {
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ip: '192.0.2.7',
    };
    expect((await allowBrowser(token, { ...one, key }, call)).live).toHaveLength(1);
    expect((await allowBrowser(token, { ...two, key }, call)).live).toHaveLength(2);
    expect(await asked(contactId)).toBe('passed');
    const { items } = await listConsents(ctx, { id: contactId });
    expect(items.filter(({ channel }) => channel === 'push')).toMatchObject([
      { purpose: 'service', granted: true, source: 'preference_page' },
      { purpose: 'marketing', granted: true, source: 'preference_page' },
    ]);
    const [proof] = await sql`
      select evidence from contact_consents where tenant_id = ${ctx.tenant} and contact_id = ${contactId} and channel = 'push' limit 1`;
    expect(proof!['evidence']).toMatchObject({ ip: '192.0.2.7', service: new URL(one.endpoint).host });
    await turnOff(token, { endpoint: one.endpoint });
    expect(await asked(contactId)).toBe('passed');
    expect((await turnOff(token, { endpoint: two.endpoint })).live).toEqual([]);
    await sql`update push_subscriptions set ended_at = null, end_reason = null where tenant_id = ${ctx.tenant} and contact_id = ${contactId}`;
    expect(await asked(contactId)).toBe('consent_withdrawn');
  });

  it('a browser belongs to whoever allowed it last, and another person can turn it off no more', async () => {
    const { ctx, key, person } = await arranged();
    const [first, second] = [await person(), await person()];
    const shared = aBrowser(await pushService(), '/shared').given;
    await allowBrowser(first.token, { ...shared, key });
    await allowBrowser(second.token, { ...shared, key });
    await turnOff(first.token, { endpoint: shared.endpoint });
    const endsOf = async (id: string) => (await listPushSubscriptions(ctx, { id })).items.map((one) => one.endReason);
    expect([await endsOf(first.contactId), await endsOf(second.contactId)]).toEqual([['replaced'], [null]]);
    expect((await browsers(second.token)).live).toHaveLength(1);
  });

  it('is refused with an old key, to whom the channel is closed, and for what is no subscription', async () => {
    const { ctx, key, person, asked } = await arranged();
    const { token, contactId } = await person();
    const { given } = aBrowser(await pushService(), '/x');
    await expect(allowBrowser(token, { ...given, key: 'old' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(allowBrowser(token, { ...given, endpoint: 'ftp://x.example', key })).rejects.toMatchObject({
      fields: { endpoint: expect.any(String) },
    });
    await expect(allowBrowser(token, { ...given, p256dh: '<script>', key })).rejects.toMatchObject({
      fields: { p256dh: expect.any(String) },
    });
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) values (${ctx.tenant}, ${contactId}, 'push', 'any', false, 'manual')`;
    expect(await browsers(token)).toMatchObject({ isClosed: true });
    await expect(allowBrowser(token, { ...given, key })).rejects.toMatchObject({ code: 'conflict' });
    expect(await asked(contactId)).not.toBe('passed');
  });

  it('keeps the ten newest browsers of a person', async () => {
    const { key, person } = await arranged();
    const { token } = await person();
    const service = await pushService();
    for (let i = 0; i < 11; i++) await allowBrowser(token, { ...aBrowser(service, `/${i}`).given, key });
    expect((await browsers(token)).live).toHaveLength(10);
  });

  it('counts for nothing once the provider whose key it has is turned off', async () => {
    const { ctx, key, person, asked, provider } = await arranged();
    const { token, contactId } = await person();
    await allowBrowser(token, { ...aBrowser(await pushService(), '/x').given, key });
    await updateProvider(ctx, { id: provider.id, enabled: false, anyway: true });
    expect(await asked(contactId)).toBe('no_address');
    expect(await browsers(token)).toMatchObject({ key: null });
    expect((await listPushSubscriptions(ctx, { id: contactId })).items).toMatchObject([
      { endedAt: null, isReached: false },
    ]);
    await updateProvider(ctx, { id: provider.id, enabled: true });
    expect((await listPushSubscriptions(ctx, { id: contactId })).items).toMatchObject([{ isReached: true }]);
  });
});

describe('a notification', () => {
  it('waits for the quiet hours to end', async () => {
    const { ctx, key, person, asked } = await arranged();
    const { token, contactId } = await person();
    await allowBrowser(token, { ...aBrowser(await pushService(), '/x').given, key });
    await createRule(ctx, {
      name: 'Day and night',
      rule: { type: 'quiet_hours', action: { from: '00:00', to: '23:59' } },
    });
    expect(await asked(contactId)).toBe('quiet_hours');
  });
});

describe('a campaign of notifications', () => {
  it('reaches all live browsers of a person, readable by them alone; who allowed none is skipped without an address', async () => {
    const t = await arranged();
    const service = await pushService();
    const [ada, nobody] = [await t.person(), await t.person()];
    const both = [aBrowser(service, '/laptop'), aBrowser(service, '/phone')];
    for (const { given } of both) await allowBrowser(ada.token, { ...given, key: t.key });
    // Agreed elsewhere, and allowed no browser.
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) values (${t.slug}, ${nobody.contactId}, 'push', 'marketing', true, 'form')`;
    const id = await campaign(t);
    expect(await preflightCampaign(t.ctx, { id })).toMatchObject({
      willSend: 1,
      excluded: [{ reason: 'no_address', people: 1 }],
      problems: [],
    });
    await send(t, id);
    expect(await outcomesOf(t.slug, id)).toEqual(
      [ada, nobody]
        .toSorted((a, b) => (a.contactId < b.contactId ? -1 : 1))
        .map((one) =>
          one === ada
            ? { status: 'sent', reason: 'passed', address: '2 browsers' }
            : { status: 'skipped', reason: 'no_address', address: null },
        ),
    );
    expect(service.requests.map(({ path }) => path).toSorted()).toEqual(['/laptop', '/phone']);
    for (const { path, bytes } of service.requests) {
      const mine = both.find(({ given }) => given.endpoint.endsWith(path))!;
      const shown = JSON.parse(openedPush(bytes, mine.pair, mine.given.auth)) as Record<string, string>;
      expect(shown).toMatchObject({
        title: 'Doors open, Ada',
        body: 'The hall is at 7.',
        icon: 'https://uni.example/icon.png',
      });
      expect(shown['leave']).toMatch(/^https:\/\/ao\.example\/t\/u\//);
      const short = /^https:\/\/ao\.example\/t\/([\w-]{24})$/.exec(shown['url']!)?.[1] ?? '';
      expect(
        await followShort({ token: short, method: 'GET', userAgent: 'Mozilla/5.0' }, database.services),
      ).toMatchObject({
        url: 'https://uni.example/hall',
      });
      // The way out of the notification leaves notifications, and no mail.
      await unsubscribe(shown['leave']!.slice('https://ao.example/t/u/'.length));
    }
    expect(await t.asked(ada.contactId)).toBe('consent_withdrawn');
    expect((await maySend(t.ctx, { id: ada.contactId })).reason).toBe('passed');
  });

  it('a browser that is gone ends, and is no fault of the provider; it is sent when another took it', async () => {
    const t = await arranged();
    const service = await pushService(({ path }) => ({ status: path.startsWith('/gone') ? 410 : 201 }));
    const [ada, eve] = [await t.person(), await t.person()];
    for (const path of ['/gone-1', '/here'])
      await allowBrowser(ada.token, { ...aBrowser(service, path).given, key: t.key });
    await allowBrowser(eve.token, { ...aBrowser(service, '/gone-2').given, key: t.key });
    const id = await campaign(t);
    await send(t, id);
    await until('what is gone to end', async () => {
      const rows = await sql`select 1 from push_subscriptions where tenant_id = ${t.slug} and end_reason = 'gone'`;
      return rows.length === 2;
    });
    const rows = await sql<{ contact_id: string; status: string; error_code: string | null }[]>`
      select contact_id, status, error_code from pipeline_messages where tenant_id = ${t.slug} and source_id = ${id}`;
    const of = (contactId: string) => rows.find((row) => row.contact_id === contactId);
    expect(of(ada.contactId)).toMatchObject({ status: 'sent' });
    expect(of(eve.contactId)).toMatchObject({ status: 'failed', error_code: '410' });
    expect(await t.asked(eve.contactId)).toBe('no_address');
    const [row] = await sql`select state from sending_providers where tenant_id = ${t.slug}`;
    expect(row!['state']).not.toBe('failing');
  });
});

describe('what one recipient’s push service says', () => {
  it('stops nobody else’s notifications: asked to wait a day, it waits alone', async () => {
    const t = await arranged();
    const asksForADay = await pushService(() => ({ status: 429, headers: { 'retry-after': '86400' } }));
    const refuses = await pushService(() => ({ status: 401, body: 'words of a stranger' }));
    const [ada, mallory, trudy] = [await t.person(), await t.person(), await t.person()];
    for (let i = 0; i < 6; i++) {
      await allowBrowser(mallory.token, { ...aBrowser(asksForADay, `/${i}`).given, key: t.key });
      await allowBrowser(trudy.token, { ...aBrowser(refuses, `/${i}`).given, key: t.key });
    }
    await allowBrowser(ada.token, { ...aBrowser(await pushService(), '/ada').given, key: t.key });
    const provider = openProvider(database.services, systemClock);
    onTestFinished(() => provider.close());
    const to = ({ messageId }: { messageId: string }): OutboundMessage => ({
      ...{ tenant: t.slug, channel: 'push', messageId, from: '', to: 'browsers', payload: '{}' },
    });
    for (let i = 0; i < 6; i++) await handOverAll(provider, [to(mallory), to(trudy)]);
    const { outcomes } = await handOverAll(provider, [to(mallory), to(trudy), to(ada)]);
    expect(outcomes).toMatchObject([
      { state: 'refused', code: '429', retryAfterSeconds: 3600 },
      { state: 'refused', code: '401' },
      { state: 'accepted' },
    ]);
    const ok = () =>
      sql`select from sending_providers where tenant_id = ${t.slug} and coalesce(last_error, state) = 'ok'`;
    await until('it to be said to work', async () => (await ok()).length > 0);
  });

  it('counts as a try when it cannot be reached, so that a campaign to it ends', async () => {
    const t = await arranged();
    const gone = await scriptedHttp();
    await gone.close();
    const eve = await t.person();
    await allowBrowser(eve.token, { ...aBrowser(gone, '/x').given, key: t.key });
    const id = await campaign(t);
    let over = false;
    const ended = send(t, id).finally(() => (over = true));
    while (!over) {
      const later = await sql`
        update pipeline_messages set due_at = now() - interval '1 minute' where tenant_id = ${t.slug} and source_id = ${id} and status = 'deferred' and due_at > now() returning id`;
      if (later.length > 0) {
        await queueAsArranged(sql, t.slug);
        await sql`update pipeline_lanes set due_at = now() - interval '1 minute' where tenant_id = ${t.slug} and id = ${id}`;
        await sql`select pg_notify('pipeline', ${t.slug})`;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    await ended;
    expect(
      await sql`select status, error_code as code, attempts from pipeline_messages where tenant_id = ${t.slug} and source_id = ${id}`,
    ).toEqual([{ status: 'failed', code: 'unreachable', attempts: 6 }]);
    expect(await sql`select from sending_providers where tenant_id = ${t.slug} and state = 'failing'`).toEqual([]);
  });
});

describe('the preflight of a notification', () => {
  it('names an address that differs by person, since its clicks are not counted, and blocks where no provider is set up', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { firstName: 'Ada', email: 'ada@example.org' });
    const segment = await createSegment(ctx, { name: 'Everybody', rule: { all: [] } });
    const template = await createTemplate(ctx, {
      ...{ name: 'Own page', channel: 'push', subject: 'Your page', text: 'See https://uni.example/{{ contact.id }}' },
      push: { url: 'https://uni.example/{{ contact.id }}', icon: '' },
    });
    const { id } = await createCampaign(ctx, { name: 'x', templateId: template.id, segmentIds: [segment.id] });
    const { problems } = await preflightCampaign(ctx, { id });
    expect(problems.filter(({ level }) => level === 'blocks')).toMatchObject([
      { message: expect.stringContaining('There is no provider for push notifications') },
      { message: expect.stringContaining('Nobody would get this') },
    ]);
    expect(problems.filter(({ message }) => message.includes('are not counted'))).toHaveLength(1);
  });
});

describe('two providers of notifications', () => {
  it('each writes to the browsers that were asked with its key', async () => {
    const t = await arranged();
    const service = await pushService();
    const ada = await t.person();
    await allowBrowser(ada.token, { ...aBrowser(service, '/old').given, key: t.key });
    const second = await createProvider(t.ctx, {
      name: 'Newer',
      configuration: { kind: 'push', subject: 'mailto:office@uni.example' },
    });
    await reorderProviders(t.ctx, { channel: 'push', ids: [second.provider.id, t.provider.id] });
    expect((await browsers(ada.token)).key).toBe(second.provider.settings['publicKey']);
    const id = await campaign(t);
    await send(t, id);
    expect(service.requests).toHaveLength(1);
    const rows =
      await sql`select status, provider from pipeline_messages where tenant_id = ${t.slug} and source_id = ${id}`;
    expect([...rows]).toEqual([{ status: 'sent', provider: 'Notifications' }]);
  });
});

describe('who only a provider that rests can write to', () => {
  it('waits for it, and no try counts, though another provider is idle', async () => {
    const t = await arranged();
    const ada = await t.person();
    await allowBrowser(ada.token, { ...aBrowser(await pushService(), '/old').given, key: t.key });
    await createProvider(t.ctx, {
      name: 'Newer',
      configuration: { kind: 'push', subject: 'mailto:office@uni.example' },
    });
    // Its secret cannot be opened: it rests, as one that fails does.
    await sql`update sending_providers set secret = 'v1.00000000.AAAA' where tenant_id = ${t.slug} and id = ${t.provider.id}`;
    const provider = openProvider(database.services, systemClock);
    onTestFinished(() => provider.close());
    const { outcomes } = await handOverAll(provider, [
      { tenant: t.slug, channel: 'push', messageId: ada.messageId, from: '', to: 'browsers', payload: '{}' },
    ]);
    expect(outcomes).toMatchObject([{ state: 'unsent', retryAfterSeconds: 600 }]);
  });
});

describe('a template of a notification', () => {
  it('has a title, words, an address and a picture; what no browser could show is refused by its field', async () => {
    const { ctx } = await testTenant(database);
    const good = { name: 'N', channel: 'push' as const, subject: 'Title', text: 'Words' };
    const refuse = (more: object) => expect(createTemplate(ctx, { ...good, ...more })).rejects;
    await refuse({ subject: ' ' }).toMatchObject({ fields: { subject: 'is empty' } });
    await refuse({ subject: 'x'.repeat(101) }).toMatchObject({ fields: { subject: 'is over 100 characters' } });
    await refuse({ text: 'x'.repeat(201) }).toMatchObject({ fields: { text: 'is over 200 characters' } });
    await refuse({ html: '<p>' }).toMatchObject({ fields: { html: 'must be empty' } });
    await refuse({ push: { url: 'renew', icon: '' } }).toMatchObject({
      message: expect.stringContaining('its address is no web address'),
      fields: { 'push.url': expect.any(String) },
    });
    await refuse({ push: { url: '', icon: 'javascript:alert(1)' } }).toMatchObject({
      fields: { 'push.icon': expect.any(String) },
    });
    await refuse({ push: { url: 'https://x.example/{{ contact.nothing', icon: '' } }).toMatchObject({
      fields: { 'push.url': expect.stringContaining('line 1') },
    });
    expect((await createTemplate(ctx, good)).push).toEqual({ url: '', icon: '' });
  });

  it('is previewed as it goes out: filled in, cut where browsers cut, with the address that counts clicks', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { firstName: 'Ada '.repeat(20).trim(), email: 'ada@example.org' });
    const shown = await previewTemplate(ctx, {
      ...{ channel: 'push', subject: '{{ contact.first_name }} {{ contact.first_name }}', text: 'Words' },
      push: { url: 'https://uni.example/hall', icon: '' },
    });
    expect(shown.subject).toHaveLength(100);
    expect(shown.subject).toMatch(/…$/);
    expect(shown.push).toEqual({ url: expect.stringMatching(/^https:\/\/ao\.example\/t\/[\w-]{24}$/), icon: '' });
  });
});
