import { describe, expect, it } from 'vitest';
import { GET, HEAD, POST } from '@/app/t/[short]/route';
import { getReport } from '@/lib/campaigns';
import { loadComposed } from '@/lib/pipeline/compose';
import { previewTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { textTokens } from '@/lib/tracking';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const { services } = database;
const sql = database.owner.tags;
const number = '+491701234567';
const target = 'https://uni.example/a/long/way/to/the/programme?year=2026&lang=de';
const person = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';

/** A campaign by SMS to one person, and the words that went out. */
async function arranged(clicks = true, body = `Come: ${target}. Or ask: https://uni.example/ask`) {
  const t = await testTenant(database);
  const sent = await sentMessage(database, t.slug, { html: '' });
  await sql`update templates set channel = 'sms' where tenant_id = ${t.slug}`;
  const [version] = await sql<
    { id: string }[]
  >`insert into template_versions (tenant_id, template_id, version, subject, body_html, body, variables) select tenant_id, id, 2, '', '', ${body}, '{}' from templates where tenant_id = ${t.slug} returning id`;
  await sql`update campaigns set channel = 'sms', track_clicks = ${clicks}, template_version_id = ${version!.id} where tenant_id = ${t.slug}`;
  await sql`update pipeline_messages set channel = 'sms', recipient_address = ${number}, template_version_id = ${version!.id} where tenant_id = ${t.slug}`;
  const made = await loadComposed(services.system.tags, t.slug, version!.id, sent.campaignId);
  const contact = {
    ...{ id: sent.contactId, email: null, phone: number, firstName: 'Ada', lastName: null },
    ...{ displayName: 'Ada', language: null, attributes: {} },
  };
  const words = made.compose({ id: sent.messageId, address: number }, contact, new Date()).toString();
  return { ...t, ...sent, words, links: words.match(/https:\/\/ao\.example\/t\/[\w-]{24}(?![\w-])/g) ?? [] };
}

const ask = async (url: string, agent: string | null = person, method: 'GET' | 'HEAD' = 'GET', host?: string) => {
  const headers = { ...(agent ? { 'user-agent': agent } : {}), ...(host ? { host } : {}) };
  const short = url.slice(url.lastIndexOf('/') + 1);
  const handler = method === 'GET' ? GET : HEAD;
  const response = await handler(new Request(url, { method, headers }), { params: Promise.resolve({ short }) });
  return { status: response.status, location: response.headers.get('location') };
};
const stamps = async (tenant: string, id: string) =>
  (
    await sql`select clicked_at, machine_clicked_at, unsubscribed_at from pipeline_messages where tenant_id = ${tenant} and id = ${id}`
  )[0]!;

describe('a link in a text', () => {
  it('is a short one that leads where the template says, and counts who asks as mail does', async () => {
    const { slug, messageId, words, links } = await arranged();
    expect(words).not.toContain(target);
    expect(words).toMatch(/^Come: \S+\/t\/\S{24}\. Or ask: \S+\n\nOpt out: https:\/\/ao\.example\/t\/u\//);
    expect(links.map((url) => url.length)).toEqual([45, 45].map(() => 'https://ao.example/t/'.length + 24));
    expect(await ask(links[0]!, 'WhatsApp/2.24.1 A')).toEqual({ status: 302, location: target });
    expect(await ask(links[0]!, null, 'HEAD')).toMatchObject({ status: 302 });
    expect(await stamps(slug, messageId)).toMatchObject({ clicked_at: null, machine_clicked_at: expect.any(Date) });
    expect(await ask(links[1]!)).toEqual({ status: 302, location: 'https://uni.example/ask' });
    expect(await stamps(slug, messageId)).toMatchObject({ clicked_at: expect.any(Date), unsubscribed_at: null });
  });

  it('stands in the report with the people who followed it', async () => {
    const { slug, ctx, campaignId, links } = await arranged();
    await ask(links[1]!);
    await ask(links[1]!, 'facebookexternalhit/1.1');
    await sql`insert into campaign_stats (tenant_id, campaign_id) values (${slug}, ${campaignId}) on conflict do nothing`;
    await sql`select update_campaign_breakdown(${slug}, ${campaignId})`;
    const report = await getReport(ctx, { id: campaignId });
    expect(report.links).toMatchObject([
      { url: target, people: 0, machines: 0 },
      { url: 'https://uni.example/ask', people: 1, machines: 1 },
    ]);
  });

  it('is left as it is written in a campaign whose clicks are not counted', async () => {
    const { slug, words, links } = await arranged(false);
    expect(words).toContain(target);
    expect(links).toEqual([]);
    expect(await sql`select 1 from email_links where tenant_id = ${slug}`).toHaveLength(0);
  });

  it('that nobody made leads nowhere: another message, tenant, link or letter, and another tenant’s domain', async () => {
    const [mine, theirs] = [await arranged(), await arranged()];
    const url = (token: string) => `https://ao.example/t/${token}`;
    const good = mine.links[0]!.slice(-24);
    for (let i = 0; i < 24; i++)
      expect((await ask(url(`${good.slice(0, i)}${good[i] === 'A' ? 'B' : 'A'}${good.slice(i + 1)}`))).status).toBe(
        404,
      );
    const forged = textTokens().sign(mine.slug, theirs.messageId, 0);
    expect((await ask(url(forged))).status).toBe(404);
    expect((await ask(url(textTokens().sign(mine.slug, mine.messageId, 200)))).status).toBe(404);
    expect((await ask(url('x'.repeat(5000)))).status).toBe(404);
    const posted = await POST(new Request(url(good), { method: 'POST' }), { params: Promise.resolve({ short: good }) });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, expect.stringContaining('GET')]);
    await sql`insert into tracking_domains (tenant_id, domain, token, verified_at) values (${theirs.slug}, 'go.theirs.example', 'x', now())`;
    expect((await ask(mine.links[0]!, person, 'GET', 'go.theirs.example')).status).toBe(404);
    expect(await stamps(mine.slug, mine.messageId)).toMatchObject({ clicked_at: null, machine_clicked_at: null });
  });
});

describe('the preview of a text', () => {
  it('shows and counts what goes out: the short link on the tenant’s domain, the value and the way out', async () => {
    const { slug, ctx, words, contactId } = await arranged(true, `Hello {{ contact.first_name }}: ${target}`);
    const shown = await previewTemplate(ctx, {
      channel: 'sms',
      text: `Hello {{ contact.first_name }}: ${target}`,
      contactId,
    });
    expect(shown.text).toMatch(/^Hello Ada: https:\/\/ao\.example\/t\/[\w-]{24}\n\nOpt out: /);
    expect(shown.length).toEqual({
      ...{ characters: words.length, parts: Math.ceil(words.length / 153) },
      ...{ wideLetter: null, optOut: words.length - words.indexOf('\n\nOpt out: ') },
    });
    expect(shown.text).toHaveLength(words.length);
    await sql`insert into tracking_domains (tenant_id, domain, token, verified_at) values (${slug}, 'go.uni.example', 'x', now())`;
    const there = await previewTemplate(ctx, { channel: 'whatsapp', text: target });
    expect(there.text).toMatch(/^https:\/\/go\.uni\.example\/t\/[\w-]{24}\n/);
    const token = /\/t\/([\w-]{24})/.exec(there.text)![1]!;
    expect((await ask(`https://ao.example/t/${token}`)).status).toBe(404);
    expect((await previewTemplate(ctx, { text: target, subject: 'x' })).length).toBeNull();
  });

  it('needs no contact, and shows nothing of a text that cannot be read', async () => {
    const { ctx } = await testTenant(database);
    expect(await previewTemplate(ctx, { channel: 'sms', text: 'Hi {{ unsubscribe_url }}' })).toMatchObject({
      text: expect.stringMatching(/^Hi https:/),
      empty: [],
    });
    expect(await previewTemplate(ctx, { channel: 'sms', text: 'Hi {{ x' })).toMatchObject({ text: '', length: null });
  });
});
