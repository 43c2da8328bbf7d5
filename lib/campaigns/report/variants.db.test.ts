import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { getReport, listRecipients, readVariants, reportCsv } from '..';

const database = await testDatabase();
const sql = database.owner.tags;

it('each variant has its own numbers and its people; who waits for a winner is in none', async () => {
  const { ctx, slug } = await testTenant(database);
  const { campaignId: id, messageId } = await sentMessage(database, slug, { links: ['https://uni.example/a'] });
  await sql`insert into campaign_variants (tenant_id, campaign_id, position, name, template_id, template_version_id)
    select tenant_id, id, n, case n when 0 then 'Plain' else 'Warm' end, template_id, template_version_id from campaigns, generate_series(0, 1) n where tenant_id = ${slug} and id = ${id}`;
  for (const [variant, clicked] of [
    [0, false],
    [1, true],
    [1, true],
    [1, false],
    [null, false],
  ] as const) {
    const contact = randomUUID();
    await sql`insert into contacts (tenant_id, id, display_name) values (${slug}, ${contact}, 'P')`;
    await sql`insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, template_version_id, sent_at, opened_at, clicked_at, variant, verdict_rule)
      select tenant_id, lane_id, source_type, source_id, ${contact}, channel, ${variant === null ? 'planned' : 'sent'}, template_version_id, now(), case when ${clicked} then now() end, case when ${clicked} then now() end, ${variant}::smallint, verdict_rule
      from pipeline_messages where tenant_id = ${slug} and id = ${messageId}`;
  }
  await sql`update pipeline_messages set variant = 0 where tenant_id = ${slug} and id = ${messageId}`;
  await database.services.system.tags`select update_campaign_breakdown(${slug}, ${id})`;
  const { variants, links, messages } = await getReport(ctx, { id });
  expect(variants).toMatchObject([
    { variant: 0, name: 'Plain', planned: 2, sent: 2, clicked: 0 },
    { variant: 1, name: 'Warm', planned: 3, sent: 3, opened: 2, clicked: 2 },
  ]);
  expect(links).toHaveLength(1);
  expect(messages).toMatchObject([{ version: links[0]?.version, templateVersion: 1, variants: ['Plain', 'Warm'] }]);
  expect((await listRecipients(ctx, { id, variant: 1, event: 'clicked' })).items).toHaveLength(2);
  expect((await listRecipients(ctx, { id, variant: 0 })).items).toHaveLength(2);
  expect(await (await reportCsv(ctx, { id, part: 'variants' })).text()).toContain('1,Warm,3,3,2,0,2,0,0,0,0');
});

it('their card reads the same count: as many who watch as there are cost one row each, and say when it was counted', async () => {
  const { ctx, slug } = await testTenant(database);
  const { campaignId: id, messageId } = await sentMessage(database, slug);
  await sql`insert into campaign_variants (tenant_id, campaign_id, position, name, template_id, template_version_id)
    select tenant_id, id, n, 'V', template_id, template_version_id from campaigns, generate_series(0, 1) n where tenant_id = ${slug} and id = ${id}`;
  expect(await readVariants(ctx, { id })).toMatchObject({ countedAt: null, stale: true, waiting: 0 });
  await sql`update pipeline_messages set variant = 1, converted_at = now() where tenant_id = ${slug} and id = ${messageId}`;
  await database.services.system.tags`select update_campaign_breakdown(${slug}, ${id})`;
  const counted = await readVariants(ctx, { id });
  expect(counted).toMatchObject({ countedAt: (await getReport(ctx, { id })).countedAt, stale: false });
  expect(counted.variants).toMatchObject([
    { sent: 0, converted: 0 },
    { sent: 1, reached: 1, converted: 1 },
  ]);
  await sql`update pipeline_messages set status = 'bounced' where tenant_id = ${slug} and id = ${messageId}`;
  expect((await readVariants(ctx, { id })).variants).toEqual(counted.variants);
});

it('their card tells right after an upgrade who waits and how each does, although the last count knew neither', async () => {
  const { ctx, slug } = await testTenant(database);
  const { campaignId: id, messageId } = await sentMessage(database, slug);
  await sql`insert into campaign_variants (tenant_id, campaign_id, position, name, template_id, template_version_id)
    select tenant_id, id, n, 'V', template_id, template_version_id from campaigns, generate_series(0, 1) n where tenant_id = ${slug} and id = ${id}`;
  await sql`update pipeline_messages set variant = 1 where tenant_id = ${slug} and id = ${messageId}`;
  const contact = randomUUID();
  await sql`insert into contacts (tenant_id, id, display_name) values (${slug}, ${contact}, 'P')`;
  await sql`insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, channel, status, verdict_rule)
    select tenant_id, lane_id, source_type, source_id, ${contact}, channel, 'planned', verdict_rule from pipeline_messages where tenant_id = ${slug} and id = ${messageId}`;
  await database.services.system.tags`select update_campaign_breakdown(${slug}, ${id})`;
  const counted = await readVariants(ctx, { id });
  expect(counted).toMatchObject({ waiting: 1, variants: [{ sent: 0 }, { sent: 1 }] });
  await sql`update campaign_stats set breakdown = breakdown - 'waiting' - 'variants' where tenant_id = ${slug} and campaign_id = ${id}`;
  const told = await readVariants(ctx, { id });
  expect(told).toEqual({ ...counted, countedAt: told.countedAt, stale: true });
});
