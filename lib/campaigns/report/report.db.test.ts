import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordConversion } from '@/lib/campaigns';
import { applyFeedback, type Feedback } from '@/lib/feedback';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import {
  getCampaign,
  getReport,
  listRecipients,
  recountBreakdowns,
  recountStale,
  reportCsv,
  reportPicture,
  tellStale,
} from '..';
import { mailProviders, type ReportTime } from './schema';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;
const system = services.system.tags;
const links = ['https://uni.example/give', 'https://uni.example/join'];
const html = `<h1>Hello {{ contact.first_name }}</h1><a href="${links[0]}">give</a> <a href="${links[1]}">join</a>`;
const noon = Date.UTC(2026, 10, 20, 12);
const addresses = [
  'a@gmail.com',
  'b@googlemail.com',
  'c@outlook.com',
  'd@hotmail.co.uk',
  'e@yahoo.de',
  'f@icloud.com',
  'g@gmx.net',
  'h@firm.example',
];

/** A campaign of eight people at several providers, sent at noon. */
async function campaign(tenant: string) {
  const first = await sentMessage(database, tenant, { html, links, email: addresses[0]!, sentAt: new Date(noon) });
  const messages = [first.messageId];
  for (const [n, email] of addresses.slice(1).entries()) {
    const [id, contact] = [randomUUID(), randomUUID()];
    await sql`insert into contacts (tenant_id, id, email, email_normalized, first_name, display_name) values (${tenant}, ${contact}, ${email}, ${email}, 'P', ${`P ${n}`})`;
    await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, sent_at, finished_at)
      select tenant_id, ${id}, lane_id, source_type, source_id, ${contact}, channel, 'sent', ${email}, template_version_id, verdict_rule, ${new Date(noon + n * 600_000)}, ${new Date(noon)}
      from pipeline_messages where tenant_id = ${tenant} and id = ${first.messageId}`;
    messages.push(id);
  }
  return { id: first.campaignId, messages };
}
const told = (tenant: string, id: string) => ({ tenant, payload: { sourceType: 'campaign', sourceId: id } });
async function counted(tenant: string, id: string) {
  await tellStale(system, [told(tenant, id)], new Date());
  await recountStale(system, new Date(Date.now() + 60_000));
  await recountBreakdowns(system, new Date(Date.now() + 600_000));
}
const all = async (...args: Parameters<typeof listRecipients>) => (await listRecipients(...args)).items.length;

const happening = fc.record({
  person: fc.nat({ max: addresses.length - 1 }),
  event: fc.constantFrom<Feedback['event'][]>('opened', 'clicked', 'replied', 'bounced', 'unsubscribed', 'delivered'),
  minute: fc.nat({ max: 300 }),
  link: fc.constantFrom('0', '1', 'trap'),
  machine: fc.constantFrom(null, null, 'scanner'),
});

describe('the report', () => {
  it('whatever comes back: its parts, the totals and their lists are what a recount by plain SQL says', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id, messages } = await campaign(slug);
    const happened = fc.sample(happening, { numRuns: 120, seed: 7 });
    for (const [n, { person, event, minute, link, machine }] of happened.entries()) {
      const one: Feedback = {
        ...{
          messageId: messages[person]!,
          event,
          at: new Date(noon + minute * 60_000),
          key: `k${n}`,
          machine: link === 'trap' && event === 'clicked' ? 'honeypot' : machine,
        },
        metadata:
          event === 'clicked' ? { link, agent: `agent ${n % 3}`, ip: null } : { agent: `agent ${n % 3}`, ip: null },
      };
      await applyFeedback(services, slug, [one]);
    }
    await counted(slug, id);
    const report = await getReport(ctx, { id });
    const { totals } = await getCampaign(ctx, { id });
    expect(report).toMatchObject({ stale: false, unit: 'hour', countedAt: expect.any(String) });

    const [plain] = await sql<Record<string, number>[]>`
      select count(*)::int as planned, count(opened_at)::int as opened, count(machine_opened_at)::int as "machineOpened", count(clicked_at)::int as clicked, count(machine_clicked_at)::int as "machineClicked",
        count(replied_at)::int as replied, count(unsubscribed_at)::int as unsubscribed, count(bounced_at)::int as bounced from pipeline_messages where tenant_id = ${slug} and source_id = ${id}`;
    const [stats] =
      await sql`select planned_count, sent_count, opened_count, machine_opened_count, clicked_count, machine_clicked_count, bounced_count from campaign_stats where tenant_id = ${slug} and campaign_id = ${id}`;
    expect(totals).toMatchObject(plain!);
    expect(stats).toEqual({
      planned_count: totals.planned,
      sent_count: totals.sent,
      opened_count: totals.opened,
      machine_opened_count: totals.machineOpened,
      clicked_count: totals.clicked,
      machine_clicked_count: totals.machineClicked,
      bounced_count: totals.bounced,
    });
    const sum = (rows: readonly object[], key: string) =>
      rows.reduce((n, row) => n + (row as Record<string, number>)[key]!, 0);
    for (const key of ['opened', 'machineOpened', 'clicked', 'machineClicked', 'bounced'] as const) {
      expect([key, sum(report.times, key), sum(report.providers, key)]).toEqual([key, totals[key], totals[key]]);
    }
    expect([sum(report.times, 'replied'), sum(report.times, 'unsubscribed'), sum(report.providers, 'planned')]).toEqual(
      [totals.replied, totals.unsubscribed, totals.planned],
    );

    for (const part of report.providers)
      for (const [event, machine] of [
        ['opened', false],
        ['opened', true],
        ['clicked', false],
        ['bounced', false],
      ] as const) {
        const key = machine ? 'machineOpened' : event;
        expect(await all(ctx, { id, provider: part.provider, event, ...(machine ? { machine: 'true' } : {}) })).toBe(
          part[key],
        );
      }
    for (const time of report.times) {
      const until = new Date(Date.parse(time.at) + 3_600_000).toISOString();
      for (const event of ['opened', 'clicked', 'replied'] as const)
        expect(await all(ctx, { id, event, since: time.at, until })).toBe(time[event]);
      expect(await all(ctx, { id, since: time.at, until })).toBe(time.sent);
    }
    for (const link of report.links) {
      const [row] = await sql<{ people: number; clicks: number }[]>`
        select count(distinct message_id)::int as people, count(*)::int as clicks from pipeline_delivery_logs where tenant_id = ${slug} and event = 'clicked' and machine is null and metadata->>'link' = ${String(link.position)}`;
      expect(link).toMatchObject({ ...row, url: links[link.position] });
      expect(await all(ctx, { id, event: 'clicked', link: `${link.version}:${link.position}` })).toBe(link.people);
    }
    expect(report.links).toHaveLength(2);
    expect(sum(report.links, 'people')).toBeGreaterThan(2);
  }, 60_000);

  it('counts nobody twice at a provider, and knows its domains', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await campaign(slug);
    await counted(slug, id);
    const { providers } = await getReport(ctx, { id });
    expect(Object.fromEntries(providers.map((each) => [each.provider, each.planned]))).toEqual({
      gmail: 2,
      outlook: 2,
      yahoo: 1,
      apple: 1,
      gmx: 1,
      other: 1,
    });
    const domains = {
      'gmail.com': 'gmail',
      'hotmail.co.uk': 'outlook',
      'live.nl': 'outlook',
      'yahoo.com.br': 'yahoo',
      'aol.com': 'yahoo',
      'me.com': 'apple',
      'web.de': 'gmx',
      'gmx.at': 'gmx',
      'protonmail.com': 'proton',
      'live.uni.example': 'other',
      'outlook.example': 'other',
      'notgmail.com': 'other',
      'gmail.com.example': 'other',
    };
    const told = await sql<{ domain: string; family: string }[]>`
      select d as domain, mail_provider(d) as family from unnest(${Object.keys(domains)}::text[]) d`;
    expect(Object.fromEntries(told.map((each) => [each.domain, each.family]))).toEqual(domains);
    for (const family of Object.values(domains)) expect(mailProviders).toContain(family);
  });

  it('goes by days when it lasts longer than a week, in the time zone of the organisation', async () => {
    const { ctx, slug } = await testTenant(database, { timeZone: 'Asia/Tehran' });
    const { id, messages } = await campaign(slug);
    await applyFeedback(services, slug, [
      { messageId: messages[0]!, event: 'opened', at: new Date(noon + 9 * 86_400_000), key: 'late' },
    ]);
    await counted(slug, id);
    const { unit, times } = await getReport(ctx, { id });
    expect(unit).toBe('day');
    expect(times.map((time: ReportTime) => time.at)).toEqual(['2026-11-19T20:30:00.000Z', '2026-11-28T20:30:00.000Z']);
  });

  it('a change while it counts is counted again', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await campaign(slug);
    await tellStale(system, [told(slug, id)], new Date());
    await sql.begin(async (tx) => {
      await tx`select update_campaign_breakdown(${slug}, ${id})`;
      expect((await getReport(ctx, { id })).countedAt).toBeNull();
    });
    expect((await getReport(ctx, { id })).stale).toBe(false);
    await tellStale(system, [told(slug, id)], new Date(Date.now() + 5));
    expect((await getReport(ctx, { id })).stale).toBe(true);
  });

  it('before the first count it is empty, and it is no other tenant\u2019s', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const { id } = await campaign(a.slug);
    expect(await getReport(a.ctx, { id })).toMatchObject({ countedAt: null, stale: true, times: [], links: [] });
    await expect(getReport(b.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(reportCsv(b.ctx, { id, part: 'links' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(listRecipients(a.ctx, { id, machine: 'true' })).rejects.toMatchObject({
      fields: { machine: expect.any(String) },
    });
    await expect(listRecipients(a.ctx, { id, link: 'x:1' })).rejects.toMatchObject({
      fields: { link: expect.any(String) },
    });
  });
});

describe('what is made of it', () => {
  it('a picture of the message tells the share of each link, runs nothing, and shows no other version', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id, messages } = await campaign(slug);
    for (const [n, link] of ['0', '0', '0', '1'].entries())
      await applyFeedback(services, slug, [
        { messageId: messages[n]!, event: 'clicked', at: new Date(noon), key: `c${n}`, metadata: { link } },
      ]);
    await counted(slug, id);
    const { links: counts } = await getReport(ctx, { id });
    const version = counts[0]!.version;
    const picture = await reportPicture(ctx, { id, version });
    expect(picture).toContain('href="#ao-link-0"');
    expect(picture).toContain('a[href="#ao-link-0"]::after{content:"75.0 %"');
    expect(picture).toContain('a[href="#ao-link-1"]::after{content:"25.0 %"');
    expect(picture).not.toMatch(/\/t\/c\/|<script/);
    const other = await campaign((await testTenant(database)).slug);
    await expect(reportPicture(ctx, { id: other.id, version })).rejects.toMatchObject({ code: 'not_found' });
    await expect(reportPicture(ctx, { id, version: randomUUID() })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('each table is a file with the same numbers', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id } = await campaign(slug);
    await counted(slug, id);
    const file = await (await reportCsv(ctx, { id, part: 'providers' })).text();
    expect(file.split('\r\n')[0]).toBe(
      'provider,planned,sent,deferred,failed,opened,machine_opened,clicked,machine_clicked,bounced,complained,skipped,uncertain,converted',
    );
    expect(file).toContain('gmail,2,2,0,0,0,0,0,0,0,0,0,0,0');
    expect(await (await reportCsv(ctx, { id, part: 'links' })).text()).toContain(links[1]!);
    const times = await (await reportCsv({ ...ctx, timeZone: 'Asia/Kolkata' }, { id, part: 'times' })).text();
    expect(times).toContain('2026-11-20T17:30:00+05:30,');
    await expect(reportCsv(ctx, { id, part: 'secrets' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('what people gave or bought is summed by currency; what is no amount is left out', async () => {
    const { ctx, slug } = await testTenant(database);
    const { id, messages } = await campaign(slug);
    await counted(slug, id);
    expect((await getReport(ctx, { id })).revenue).toEqual([]);
    const gifts = [
      [0, { valueMinor: 2500, currency: 'GBP' }],
      [0, { valueMinor: 500, currency: 'GBP' }],
      [1, { valueMinor: 1000, currency: 'EUR' }],
      [3, {}],
    ] as const;
    for (const [n, [person, worth]] of gifts.entries())
      await recordConversion(ctx, {
        ...{ messageId: messages[person]!, occurredAt: ctx.clock.now().toISOString(), key: `gift-${n}` },
        ...worth,
      });
    await counted(slug, id);
    const { revenue } = await getReport(ctx, { id });
    expect(revenue.toSorted((a, b) => a.value - b.value)).toEqual([
      { currency: 'EUR', value: 1000, people: 1 },
      { currency: 'GBP', value: 3000, people: 1 },
    ]);
  });
});
