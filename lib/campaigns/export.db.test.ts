import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { cancelCampaign, recipientsCsv } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

it('the file of recipients says why somebody was left out by a cancellation, and what and until when who waits waits for', async () => {
  const { ctx, slug, clock } = await testTenant(database);
  const { id, messages, addresses } = await queuedCampaign(database, slug, 2, { asleep: true });
  const due = new Date(clock.now().getTime() + 3_600_000);
  await sql`update pipeline_messages set due_at = ${due} where tenant_id = ${slug} and id = ${messages[0]!}`;
  await queueAsArranged(sql, slug);
  await sql`update campaigns set per_hour = 2400 where tenant_id = ${slug} and id = ${id}`;
  const lines = async () => (await (await recipientsCsv(ctx, { id })).text()).trim().split(/\r?\n/);
  const of = async (address: string) => (await lines()).find((line) => line.includes(address)) ?? '';
  expect(await of(addresses[0]!)).toMatch(new RegExp(`,${due.toISOString()},$`));
  expect(await of(addresses[0]!)).toContain('"Waits for its turn, at most 2,400 an hour."');
  expect(await of(addresses[1]!)).toMatch(/,,$/);
  expect(await of(addresses[1]!)).not.toContain('Waits');
  await sql`update pipeline_messages set status = 'planned' where tenant_id = ${slug} and id = ${messages[1]!}`;
  await queueAsArranged(sql, slug);
  expect(await of(addresses[1]!)).toContain(',Waits for the winner to be chosen.,');
  await cancelCampaign(ctx, { id });
  for (const address of addresses)
    expect(await of(address)).toContain('cancelled,The campaign was cancelled before their turn.,');
});
