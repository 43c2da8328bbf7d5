import type { TagsTx } from '@/db/client';
import { insertFacts } from '@/lib/platform/outbox';
import type { UnhappyEnd } from '@/lib/platform/jobs';

/**
 * Pauses a campaign whose planning ended without success, and keeps why; resuming plans on. One that somebody paused or
 * cancelled meanwhile stays so.
 */
export async function pauseUnplanned({ tenant, payload, state, error, now }: UnhappyEnd, sql: TagsTx): Promise<void> {
  const id = String(payload['campaignId']);
  const why =
    `The audience could not be fixed${state === 'cancelled' ? ': the job was cancelled' : `: ${error ?? 'the reason is not known'}`}`.slice(
      0,
      2000,
    );
  const [row] = await sql<{ version: number }[]>`
    update campaigns set status = 'paused', paused_at = coalesce(paused_at, ${now}), error = ${why}, version = version + 1, updated_at = ${now}
    where tenant_id = ${tenant} and id = ${id} and status in ('sending', 'paused') and planned_at is null returning version`;
  if (!row) return;
  await sql`update pipeline_lanes set state = 'paused', due_at = ${now} where tenant_id = ${tenant} and id = ${id} and state <> 'done'`;
  await insertFacts(
    sql,
    tenant,
    [{ type: 'campaign.paused', entityType: 'campaign', entityId: id, version: row.version, payload: {} }],
    now,
  );
}
