import type { TagsTx } from '@/db/client';
import { insertFacts } from '@/lib/platform/outbox';
import type { UnhappyEnd } from '@/lib/platform/jobs';

/** Pauses a campaign whose job ended without success, and keeps why. One that somebody paused or cancelled meanwhile stays so. */
async function pauseFor(
  { tenant, payload, state, error, now }: UnhappyEnd,
  sql: TagsTx,
  what: string,
  open: 'unplanned' | 'decided' | 'any',
): Promise<void> {
  const id = String(payload['campaignId']);
  const why =
    `${what}${state === 'cancelled' ? ': the job was cancelled' : `: ${error ?? 'the reason is not known'}`}`.slice(
      0,
      2000,
    );
  // Overtaken by a later resumption, it is not what the campaign waits for.
  const paused = payload['paused'] === undefined ? null : Number(payload['paused']);
  const [row] = await sql<{ version: number }[]>`
    update campaigns set status = 'paused', paused_at = coalesce(paused_at, ${now}), error = ${why}, version = version + 1, updated_at = ${now}
    where tenant_id = ${tenant} and id = ${id} and status in ('sending', 'paused') and paused_seconds = coalesce(${paused}::int, paused_seconds)
      and ${open === 'unplanned' ? sql`planned_at is null` : open === 'decided' ? sql`decided_at is not null` : sql`true`} returning version`;
  if (!row) return;
  await sql`update pipeline_lanes set state = 'paused', due_at = ${now} where tenant_id = ${tenant} and id = ${id} and state <> 'done'`;
  await insertFacts(
    sql,
    tenant,
    [{ type: 'campaign.paused', entityType: 'campaign', entityId: id, version: row.version, payload: {} }],
    now,
  );
}

/** Pauses a campaign whose planning ended without success; resuming plans on. */
export const pauseUnplanned = (end: UnhappyEnd, sql: TagsTx): Promise<void> =>
  pauseFor(end, sql, 'The audience could not be fixed', 'unplanned');

/** Pauses a campaign whose rest could not be queued for the winner; resuming goes on with it. */
export const pauseUnreleased = (end: UnhappyEnd, sql: TagsTx): Promise<void> =>
  pauseFor(end, sql, 'The winner could not be sent to the rest', 'decided');

/** Pauses a campaign whose messages could not be given new times; resuming tries again. */
export const pauseUnspread = (end: UnhappyEnd, sql: TagsTx): Promise<void> =>
  pauseFor(end, sql, 'The messages could not be given their times', 'any');
