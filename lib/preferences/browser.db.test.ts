import { createECDH, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maySend } from '@/lib/pipeline';
import { createProvider, reorderProviders, updateProvider } from '@/lib/sending';
import { createTopic } from '@/lib/topics';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { linkTokens } from '@/lib/tracking';
import { allowBrowser, browsers, turnOff, unsubscribe } from '.';

const database = await testDatabase({ PRIVATE_TARGETS: 'refuse', PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;

function aBrowser(path: string) {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  return { endpoint: `https://push.example${path}`, p256dh, auth: randomBytes(16).toString('base64url') };
}

const configuration = { kind: 'push', subject: 'mailto:office@uni.example' } as const;

/** An organisation that sends notifications, and a person with a link to their preferences. */
async function arranged() {
  const { ctx, slug } = await testTenant(database);
  const { provider } = await createProvider(ctx, { name: 'Notifications', configuration });
  const sent = await sentMessage(database, slug);
  const token = linkTokens().sign('preferences', slug, sent.messageId);
  const asked = async () => (await maySend(ctx, { id: sent.contactId, channel: 'push' })).reason;
  const rows = async (ended: boolean) =>
    (await sql`select 1 from push_subscriptions where tenant_id = ${slug} and (ended_at is not null) = ${ended}`)
      .length;
  return { ...sent, ctx, provider, key: String(provider.settings['publicKey']), token, asked, rows };
}

describe('who left notifications', () => {
  it('and allows them in one more browser gets them in that one alone', async () => {
    const { ctx, key, token, messageId } = await arranged();
    for (const path of ['/phone', '/work']) await allowBrowser(token, { ...aBrowser(path), key });
    await sql`update pipeline_messages set channel = 'push' where tenant_id = ${ctx.tenant} and id = ${messageId}`;
    await unsubscribe(linkTokens().sign('unsubscribe', ctx.tenant, messageId));
    expect(await browsers(token)).toMatchObject({ isAnew: true });
    const after = await allowBrowser(token, { ...aBrowser('/laptop'), key });
    expect(after.live).toHaveLength(1);
    expect((await allowBrowser(token, { ...aBrowser('/tablet'), key })).live).toHaveLength(2);
  });

  it('but for one topic is shown the browsers in which they are on, and can turn them off', async () => {
    const { ctx, key, token, contactId, asked } = await arranged();
    const given = aBrowser('/phone');
    await allowBrowser(token, { ...given, key });
    const topic = await createTopic(ctx, { name: 'Alumni weekend' });
    for (const [purpose, granted, topicId] of [
      ['service', false, null],
      ['marketing', false, null],
      ['topic', true, topic.id],
    ] as const)
      await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, occurred_at) values (${ctx.tenant}, ${contactId}, 'push', ${purpose}, ${topicId}, ${granted}, 'preference_page', now() + interval '1 minute')`;
    expect((await browsers(token)).live).toHaveLength(1);
    expect((await turnOff(token, { endpoint: given.endpoint })).live).toEqual([]);
    expect(await asked()).not.toBe('passed');
  });
});

describe('turning notifications off in the last browser', () => {
  it('takes the consent back though one of a provider that was turned off is still known', async () => {
    const { ctx, key, token, provider, asked } = await arranged();
    await allowBrowser(token, { ...aBrowser('/old'), key });
    await updateProvider(ctx, { id: provider.id, enabled: false, anyway: true });
    const newer = await createProvider(ctx, { name: 'Newer', configuration });
    const here = aBrowser('/new');
    await allowBrowser(token, { ...here, key: String(newer.provider.settings['publicKey']) });
    expect((await turnOff(token, { endpoint: here.endpoint })).live).toEqual([]);
    await updateProvider(ctx, { id: provider.id, enabled: true });
    expect(await asked()).toBe('consent_withdrawn');
  });

  it('is not what is said while another provider writes to another one, which is shown', async () => {
    const { ctx, key, token, provider, asked } = await arranged();
    await allowBrowser(token, { ...aBrowser('/old'), key });
    const newer = await createProvider(ctx, { name: 'Newer', configuration });
    await reorderProviders(ctx, { channel: 'push', ids: [newer.provider.id, provider.id] });
    const here = aBrowser('/new');
    await allowBrowser(token, { ...here, key: String(newer.provider.settings['publicKey']) });
    expect((await turnOff(token, { endpoint: here.endpoint })).live).toHaveLength(1);
    expect(await asked()).toBe('passed');
  });
});

describe('who turns notifications on and off without end', () => {
  it('is told to wait, by the link that is used, and nothing more is kept; another link goes on', async () => {
    const { key, token, rows } = await arranged();
    const given = aBrowser('/here');
    await allowBrowser(token, { ...given, key });
    for (let i = 1; i < 100; i++) await turnOff(token, { endpoint: 'https://push.example/none' });
    const refused = { code: 'rate_limited', message: expect.stringMatching(/Try again in \d+ min/) };
    await expect(turnOff(token, { endpoint: given.endpoint })).rejects.toMatchObject(refused);
    await expect(allowBrowser(token, { ...aBrowser('/more'), key })).rejects.toMatchObject(refused);
    expect([await rows(false), await rows(true)]).toEqual([1, 0]);
    expect((await browsers(token)).live).toHaveLength(1);
    const other = await arranged();
    expect((await allowBrowser(other.token, { ...given, key: other.key })).live).toHaveLength(1);
  });

  it('is told to wait by the address, whatever links come from there; another address goes on', async () => {
    const links = await Promise.all(Array.from({ length: 6 }, arranged));
    const here = { ip: '198.51.100.7' };
    const last = links[5]!;
    const tryOut = ({ token }: { token: string }) =>
      allowBrowser(token, { ...aBrowser('/x'), key: 'another' }, here).catch(() => undefined);
    for (let i = 0; i < 100; i++) await Promise.all(links.slice(0, 5).map(tryOut));
    const allow = (ip: string) => allowBrowser(last.token, { ...aBrowser('/x'), key: last.key }, { ip });
    await expect(allow(here.ip)).rejects.toMatchObject({ code: 'rate_limited' });
    expect((await allow('198.51.100.8')).live).toHaveLength(1);
    // Nobody is kept from leaving by what others did at the same address.
    expect((await turnOff(last.token, { endpoint: aBrowser('/x').endpoint }, here)).live).toEqual([]);
  });

  it('uses up nothing of those at the same address with what the link’s own limit refuses', async () => {
    const [loud, quiet] = [await arranged(), await arranged()];
    const here = { ip: '198.51.100.9' };
    for (let i = 0; i < 600; i++)
      await allowBrowser(loud.token, { ...aBrowser('/x'), key: 'another' }, here).catch(() => undefined);
    expect((await allowBrowser(quiet.token, { ...aBrowser('/x'), key: quiet.key }, here)).live).toHaveLength(1);
  });
});

describe('browsers of one person', () => {
  it('take a row each, however often they are allowed, and what ended is kept in bounds', async () => {
    const { key, token, rows } = await arranged();
    const same = aBrowser('/same');
    for (let i = 0; i < 3; i++) await allowBrowser(token, { ...same, key });
    expect([await rows(false), await rows(true)]).toEqual([1, 0]);
    for (let i = 0; i < 60; i++) await allowBrowser(token, { ...aBrowser(`/${i}`), key });
    expect([await rows(false), await rows(true)]).toEqual([10, 40]);
  });

  it('at an address that is not public are refused in words for who shows them', async () => {
    const { key, token } = await arranged();
    const wrong = allowBrowser(token, { ...aBrowser('/x'), endpoint: 'https://10.0.0.1/x', key });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid', fields: { endpoint: expect.any(String) } });
    await expect(wrong).rejects.not.toThrow(/operator|PRIVATE_TARGETS/);
  });
});
