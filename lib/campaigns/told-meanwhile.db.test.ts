import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { bareClient } from '@/db/client';
import { applyFeedback } from '@/lib/feedback';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { discardFailed, retryFailed, settleUncertain } from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const sorted = (n: number): string[] => Array.from({ length: n }, () => randomUUID()).sort();

/** A campaign with messages in this state, whose ids have the opposite order of their contacts'. */
async function reversed(tenant: string, status: string) {
  const { campaignId: id, messageId } = await sentMessage(database, tenant);
  const [contacts, messages] = [sorted(3).reverse(), sorted(3)];
  await sql`insert into contacts (tenant_id, id, display_name) select ${tenant}, id, 'Ada' from unnest(${contacts}::uuid[]) as c(id)`;
  await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, template_version_id, verdict_rule, finished_at)
    select m.tenant_id, n.id, m.lane_id, m.source_type, m.source_id, n.contact_id, m.channel, ${status}, m.template_version_id, m.verdict_rule, now()
    from pipeline_messages m, unnest(${messages}::uuid[], ${contacts}::uuid[]) as n(id, contact_id) where m.tenant_id = ${tenant} and m.id = ${messageId}`;
  // So that the plan follows the ids or the table, and not by chance the contacts.
  await sql`analyze pipeline_messages`;
  return { id, messages };
}

const settleAsSent = (ctx: Ctx, chosen: { id: string; messageIds: string[] }) =>
  settleUncertain(ctx, { ...chosen, outcome: 'sent', note: 'The provider says so.' });

it.each([
  ['says what became of them', 'uncertain', settleAsSent],
  ['tries them again', 'failed', retryFailed],
  ['leaves them as they are', 'failed', discardFailed],
])('what providers tell of messages and who %s wait for each other in one order', async (_, status, decide) => {
  const { ctx, slug, clock } = await testTenant(database);
  const { id, messages } = await reversed(slug, status);
  const told = messages.map((messageId) => ({ messageId, event: 'delivered' as const, at: clock.now(), key: 'p' }));
  const root = bareClient(database.superUrl);
  onTestFinished(() => root.end());
  const waiting = async () =>
    (await root`select 1 from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`).length;
  // Both come as far as the one in the middle, each from its own end where their orders differ.
  const both: Promise<unknown>[] = [];
  await sql.begin(async (held) => {
    await held`select 1 from pipeline_messages where tenant_id = ${slug} and id = ${messages[1]!} for update`;
    both.push(applyFeedback(database.services, slug, told));
    await until('the one to wait', async () => (await waiting()) === 1, 5000);
    both.push(decide(ctx, { id, messageIds: messages }));
    await until('the other to wait', async () => (await waiting()) === 2, 5000);
  });
  expect(await Promise.allSettled(both)).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
});
