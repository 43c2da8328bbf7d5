import { afterAll, describe, expect, it } from 'vitest';
import { GET as follow } from '@/app/t/c/[token]/route';
import { GET as prove } from '@/app/t/d/[token]/route';
import { GET as pixel } from '@/app/t/o/[token]/route';
import { GET as view } from '@/app/t/v/[token]/route';
import { loadComposed } from '@/lib/pipeline/compose';
import { domainProof, linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { nameServer } from '@/lib/testing/dns';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import type { Outside } from './check';
import { checkLinkDomain, getLinkDomain, recheckDomains, removeLinkDomain, setLinkDomain } from '.';

const codes = new Map<string, number>();
const dns = await nameServer({ codes });
afterAll(() => dns.close());
const database = await testDatabase({ DNS_SERVERS: dns.address });
const { services } = database;
const sql = database.owner.tags;
const html = '<a href="https://uni.example/give">give</a> <a href="{{ unsubscribe_url }}">leave</a>';
const links = ['https://uni.example/give'];
const verify = (tenant: string) => sql`update tracking_domains set verified_at = now() where tenant_id = ${tenant}`;
const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36' };
const at = (handler: typeof follow, host: string, token: string) =>
  handler(new Request(`http://${host}/t/c/${token}`, { headers: { ...agent, host } }), {
    params: Promise.resolve({ token }),
  });

describe('a domain for links', () => {
  it('is named, told what it needs in DNS, and taken away; its token is new with each name', async () => {
    const { ctx, as } = await testTenant(database);
    expect(await getLinkDomain(ctx, {})).toMatchObject({ domain: null, records: [] });
    const first = await setLinkDomain(ctx, { domain: 'Links.Uni.example' });
    expect(first).toMatchObject({ domain: 'links.uni.example', verifiedAt: null });
    expect(first.records.map(({ type, name }) => [type, name])).toEqual([
      ['CNAME', 'links.uni.example'],
      ['TXT', '_alumoutreach.links.uni.example'],
    ]);
    expect(await setLinkDomain(ctx, { domain: 'links.uni.example' })).toEqual(first);
    const second = await setLinkDomain(ctx, { domain: 'go.uni.example' });
    expect(second.records[1]!.value).not.toBe(first.records[1]!.value);
    await expect(setLinkDomain(ctx, { domain: 'localhost' })).rejects.toMatchObject({
      fields: { domain: expect.any(String) },
    });
    await expect(setLinkDomain(as('user'), { domain: 'go.uni.example' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await removeLinkDomain(ctx, {})).toMatchObject({ domain: null });
    await expect(checkLinkDomain(ctx, {})).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that is not set up in DNS is not used, and what is missing is said', async () => {
    const { ctx, slug } = await testTenant(database);
    await setLinkDomain(ctx, { domain: 'links.nothing.example' });
    await verify(slug);
    const checked = await checkLinkDomain(ctx, {});
    expect(checked).toMatchObject({ verifiedAt: null, checkedAt: expect.any(String), problem: expect.any(String) });
    expect(
      await sql`select 1 from audit_logs where tenant_id = ${slug} and action = 'link_domains.check'`,
    ).toHaveLength(1);
  });

  it('of which no name server tells anything stays as it is, and whoever asked is told so', async () => {
    const { ctx, slug } = await testTenant(database);
    codes.set('_alumoutreach.links.silent.example', 2);
    await setLinkDomain(ctx, { domain: 'links.silent.example' });
    const problem = expect.stringContaining('ESERVFAIL');
    expect(await checkLinkDomain(ctx, {})).toMatchObject({ verifiedAt: null, problem });
    await sql`update tracking_domains set verified_at = now(), problem = null where tenant_id = ${slug}`;
    await expect(checkLinkDomain(ctx, {})).rejects.toMatchObject({
      code: 'unavailable',
      message: problem,
    });
    expect(await getLinkDomain(ctx, {})).toMatchObject({ verifiedAt: expect.any(String), problem: null });
  });

  it('may be named anew while the old one is looked at: what is found of that says nothing of the new one', async () => {
    const { ctx } = await testTenant(database);
    await setLinkDomain(ctx, { domain: 'links.old.example' });
    let renamed: Promise<unknown> | undefined;
    dns.before = async () => void (await (renamed ??= setLinkDomain(ctx, { domain: 'links.new.example' })));
    expect(await checkLinkDomain(ctx, {})).toMatchObject({
      domain: 'links.new.example',
      checkedAt: null,
      problem: null,
    });
    dns.before = undefined;
  });

  it('of one organisation is not another one\u2019s, once it is verified', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    for (const { ctx } of [a, b]) await setLinkDomain(ctx, { domain: 'shared.example.org' });
    await verify(a.slug);
    await expect(verify(b.slug)).rejects.toMatchObject({ code: '23505' });
  });

  it('is in tracked links and the pixel, and not where somebody leaves; before it is verified nowhere', async () => {
    const { ctx, slug } = await testTenant(database);
    const { messageId, campaignId, contactId, email } = await sentMessage(database, slug, { html });
    const [row] = await sql<
      { version: string }[]
    >`select template_version_id as version from campaigns where id = ${campaignId}`;
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
    const raw = async () => {
      const made = await loadComposed(services.system.tags, slug, row!.version, campaignId);
      const bytes = made.compose({ id: messageId, address: email }, contact, new Date());
      return bytes.toString('latin1').replace(/=\r\n/g, '').replaceAll('=3D', '=');
    };
    await setLinkDomain(ctx, { domain: 'compose.uni.example' });
    expect(await raw()).not.toContain('compose.uni.example');
    await verify(slug);
    const mail = await raw();
    for (const path of ['/t/c/', '/t/o/'])
      expect(mail).toMatch(new RegExp(`http://compose\\.uni\\.example(:\\d+)?${path}`));
    expect(mail).not.toMatch(/compose\.uni\.example(:\d+)?\/t\/u\//);
    expect(mail).toMatch(/List-Unsubscribe: <http:\/\/localhost/);
  });

  it('serves its own tokens and nobody else\u2019s; names that are nobody\u2019s serve all', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    await setLinkDomain(a.ctx, { domain: 'brand.example.org' });
    await verify(a.slug);
    const [mine, theirs] = [
      await sentMessage(database, a.slug, { links, html }),
      await sentMessage(database, b.slug, { links, html }),
    ];
    const click = (tenant: string, id: string) => linkTokens().sign('click', tenant, id, 0);
    expect((await at(follow, 'brand.example.org:8443', click(a.slug, mine.messageId))).status).toBe(302);
    expect((await at(follow, 'brand.example.org', click(b.slug, theirs.messageId))).status).toBe(404);
    expect((await at(follow, 'other.example.org', click(b.slug, theirs.messageId))).status).toBe(302);
    await at(pixel, 'brand.example.org', linkTokens().sign('pixel', b.slug, theirs.messageId));
    const seen = await sql`select event from pipeline_delivery_logs where tenant_id = ${b.slug}`;
    expect([...seen]).toEqual([{ event: 'clicked' }]);
    expect((await at(view, 'BRAND.example.org', linkTokens().sign('view', b.slug, theirs.messageId))).status).toBe(404);
    expect((await at(view, 'brand.example.org', linkTokens().sign('view', a.slug, mine.messageId))).status).toBe(200);
  });

  it('is answered with a proof that only this installation can give', async () => {
    const token = 'x'.repeat(32);
    const answer = await at(prove, 'brand.example.org', token);
    expect([answer.status, await answer.text()]).toEqual([200, domainProof(token)]);
    expect((await at(prove, 'brand.example.org', 'short')).status).toBe(404);
  });
});

describe('a domain in use', () => {
  it('is looked at daily; only when it is missing twice do new messages go without it', async () => {
    const { ctx, slug, clock } = await testTenant(database);
    await sql`delete from tracking_domains`;
    await setLinkDomain(ctx, { domain: 'daily.uni.example' });
    await sql`update tracking_domains set verified_at = ${clock.now()}, checked_at = ${clock.now()} where tenant_id = ${slug}`;
    const gone: Outside = {
      txt: async () => [],
      cname: async () => [],
      addresses: async () => [],
      fetch: async () => '',
    };
    const after = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000);
    const state = async () => {
      const { verifiedAt, problem } = await getLinkDomain(ctx, {});
      return [verifiedAt !== null, problem !== null];
    };
    expect(await recheckDomains(services.system.tags, after(23), gone)).toBe(0);
    const silent: Outside = { ...gone, txt: () => Promise.reject(Object.assign(new Error(), { code: 'ETIMEOUT' })) };
    expect(await recheckDomains(services.system.tags, after(25), silent)).toBe(1);
    expect(await state()).toEqual([true, false]);
    await sql`update tracking_domains set checked_at = ${clock.now()} where tenant_id = ${slug}`;
    expect(await recheckDomains(services.system.tags, after(25), gone)).toBe(1);
    expect(await state()).toEqual([true, true]);
    await sql`update tracking_domains set checked_at = ${clock.now()} where tenant_id = ${slug}`;
    expect(await recheckDomains(services.system.tags, after(25), silent)).toBe(1);
    expect(await state()).toEqual([true, true]);
    expect(await recheckDomains(services.system.tags, after(25.5), gone)).toBe(0);
    expect(await recheckDomains(services.system.tags, after(26.5), gone)).toBe(1);
    expect(await state()).toEqual([false, true]);
    expect(await recheckDomains(services.system.tags, after(99), gone)).toBe(0);
  });
});
