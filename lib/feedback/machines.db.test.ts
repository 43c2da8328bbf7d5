import { describe, expect, it } from 'vitest';
import { GET as follow, HEAD as peekLink } from '@/app/t/c/[token]/route';
import { loadComposed } from '@/lib/pipeline/compose';
import { fixedClock } from '@/lib/platform/clock';
import { linkTokens, trapLink } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { applyFeedback, countOpen, followLink, type Feedback } from './index';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';
const links = ['https://uni.example/0', 'https://uni.example/1', 'https://uni.example/2', 'https://uni.example/3'];

const stampsOf = async (tenant: string, id: string) =>
  (
    await sql`select opened_at, machine_opened_at, clicked_at, machine_clicked_at from pipeline_messages where tenant_id = ${tenant} and id = ${id}`
  )[0];
const request = (token: string, method = 'GET', agent = browser) =>
  new Request(`http://localhost/t/c/${token}`, { method, headers: { 'user-agent': agent } });
const go = (token: string, method = 'GET', agent = browser) =>
  (method === 'HEAD' ? peekLink : follow)(request(token, method, agent), { params: Promise.resolve({ token }) });

describe('a link that no person sees', () => {
  it('leads nowhere, and makes machines of what was counted as a person before', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, { links });
    const token = (link: number) => linkTokens().sign('click', slug, messageId, link);
    expect((await go(token(0))).status).toBe(302);
    expect(await stampsOf(slug, messageId)).toMatchObject({ clicked_at: expect.any(Date), machine_clicked_at: null });
    const answer = await go(token(trapLink));
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    expect(await stampsOf(slug, messageId)).toMatchObject({
      opened_at: null,
      clicked_at: null,
      machine_clicked_at: expect.any(Date),
    });
    const logs =
      await sql`select machine, metadata->>'own' as own from pipeline_delivery_logs where tenant_id = ${slug} and message_id = ${messageId} order by id`;
    expect([...logs]).toEqual([
      { machine: 'honeypot', own: '' },
      { machine: 'honeypot', own: 'honeypot' },
    ]);
    const [stats] =
      await sql`select type, payload->>'machine' as machine from outbox where tenant_id = ${slug} order by id desc limit 1`;
    expect(stats).toMatchObject({ type: 'message.clicked', machine: 'honeypot' });
  });

  it('of another message or a message that is gone is unknown', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const { messageId } = await sentMessage(database, a.slug, { links });
    expect(
      await followLink({
        token: linkTokens().sign('click', b.slug, messageId, trapLink),
        method: 'GET',
        userAgent: browser,
      }),
    ).toBeNull();
  });
});

describe('hits of one message', () => {
  const at = (n: number) => new Date(Date.UTC(2026, 10, 20, 10) + n * 1000);
  const click = (messageId: string, n: number, link: string, machine: string | null = null): Feedback => ({
    ...{ messageId, event: 'clicked', at: at(n), key: `clicked:${link}:${n}`, machine },
    metadata: { link, agent: browser, ip: '192.0.2.1' },
  });

  it('are counted the same whatever the order in which they are told', async () => {
    const { slug } = await testTenant(database);
    const seen: unknown[] = [];
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [2, 4, 0, 3, 1],
    ]) {
      const { messageId } = await sentMessage(database, slug, { links });
      const hits = [
        { messageId, event: 'opened' as const, at: at(0), key: 'o', metadata: { agent: 'other', ip: '198.51.100.1' } },
        ...['0', '1', '2', '3'].map((link, n) => click(messageId, n + 1, link)),
      ];
      for (const n of order) await applyFeedback(services, slug, [hits[n]!]);
      seen.push(await stampsOf(slug, messageId));
    }
    expect(seen[0]).toEqual({ opened_at: at(0), machine_opened_at: null, clicked_at: null, machine_clicked_at: at(1) });
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
  });

  it('a time whose hit is kept no longer stays', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, { links });
    await applyFeedback(services, slug, [{ messageId, event: 'opened', at: at(-9000), key: 'o' }]);
    await sql`delete from pipeline_delivery_logs where tenant_id = ${slug} and message_id = ${messageId}`;
    await applyFeedback(services, slug, [click(messageId, 0, '0')]);
    await applyFeedback(services, slug, [click(messageId, 1, 'trap', 'honeypot')]);
    expect(await stampsOf(slug, messageId)).toMatchObject({ opened_at: at(-9000), clicked_at: null });
  });

  it('HEAD before GET is a program; a person with another program is one still', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, { links });
    const token = linkTokens().sign('click', slug, messageId, 0);
    await go(token, 'HEAD', 'Gateway/1.0 (Windows)');
    await go(token, 'GET', 'Gateway/1.0 (Windows)');
    expect(await stampsOf(slug, messageId)).toMatchObject({ clicked_at: null });
    await go(token);
    expect(await stampsOf(slug, messageId)).toMatchObject({ clicked_at: expect.any(Date) });
  });
});

describe('a message whose hand-over had no answer', () => {
  it('was opened by the person who opens it first, and clicked by the same person a moment later', async () => {
    const { slug } = await testTenant(database);
    const { messageId } = await sentMessage(database, slug, { links, status: 'uncertain' });
    const clock = fixedClock(new Date());
    const hit = { method: 'GET', userAgent: browser };
    await countOpen({ ...hit, token: linkTokens().sign('pixel', slug, messageId) }, services, clock);
    clock.advance(500);
    await followLink({ ...hit, token: linkTokens().sign('click', slug, messageId, 0) }, services, clock);
    expect(await stampsOf(slug, messageId)).toMatchObject({
      ...{ opened_at: expect.any(Date), machine_opened_at: null },
      ...{ clicked_at: expect.any(Date), machine_clicked_at: null },
    });
  });

  it('is opened by a program right after it, and while it is handed over', async () => {
    const { slug } = await testTenant(database);
    const now = new Date();
    for (const [status, finishedAt] of [
      ['uncertain', new Date(now.getTime() - 1000)],
      ['queued', null],
    ] as const) {
      const { messageId } = await sentMessage(database, slug, { status });
      await sql`update pipeline_messages set finished_at = ${finishedAt} where tenant_id = ${slug} and id = ${messageId}`;
      const token = linkTokens().sign('pixel', slug, messageId);
      await countOpen({ token, method: 'GET', userAgent: browser }, services, fixedClock(now));
      const [log] =
        await sql`select machine from pipeline_delivery_logs where tenant_id = ${slug} and message_id = ${messageId}`;
      expect(log).toEqual({ machine: 'too-soon' });
    }
  });
});

describe('a campaign that is not tracked', () => {
  const html = '<p><a href="https://uni.example/give">give</a></p>';
  const composed = async (opens: boolean, clicks: boolean) => {
    const { slug } = await testTenant(database);
    const { messageId, campaignId, contactId, email } = await sentMessage(database, slug, { html });
    await sql`update campaigns set track_opens = ${opens}, track_clicks = ${clicks} where tenant_id = ${slug}`;
    const [{ template_version_id: version }] =
      (await sql`select template_version_id from campaigns where id = ${campaignId}`) as unknown as [
        { template_version_id: string },
      ];
    const made = await loadComposed(services.system.tags, slug, version, campaignId);
    const contact = {
      id: contactId,
      email,
      phone: null,
      firstName: 'Ada',
      lastName: null,
      displayName: 'Ada',
      language: null,
      attributes: {},
    };
    const raw = made
      .compose({ id: messageId, address: email }, contact, new Date())
      .toString('latin1')
      .replace(/=\r\n/g, '')
      .replaceAll('=3D', '=');
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from email_links where tenant_id = ${slug}`;
    return { raw, stored: row!.n };
  };

  it('has its links as they are written and no pixel, and can always be left', async () => {
    const off = await composed(false, false);
    expect(off.raw).toContain('href="https://uni.example/give"');
    expect(off.raw).not.toMatch(/\/t\/[co]\//);
    expect(off.raw).toMatch(/List-Unsubscribe: <http.*\/t\/u\//);
    expect(off.stored).toBe(0);
  });

  it.each([
    [true, false],
    [false, true],
    [true, true],
  ])('opens %s and clicks %s are told apart', async (opens, clicks) => {
    const { raw, stored } = await composed(opens, clicks);
    expect([
      raw.includes('/t/o/'),
      raw.includes('aria-hidden="true"'),
      raw.includes('href="https://uni.example/give"'),
    ]).toEqual([opens, clicks, !clicks]);
    expect(stored).toBe(clicks ? 1 : 0);
    // The plain text has no link that only programs would follow.
    const text = raw.slice(raw.indexOf('text/plain'), raw.indexOf('text/html'));
    expect(text.match(/\/t\/c\//g) ?? []).toHaveLength(clicks ? 1 : 0);
  });
});
