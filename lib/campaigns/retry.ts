import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { pipelineMessages as m } from '@/db/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import {
  cameBackSql,
  countReasons,
  leftOutNow,
  mostDecided,
  queueAgain,
  setLane,
  undecidedSql,
  wakeQueued,
} from '@/lib/pipeline';
import type { SkipReason } from '@/lib/pipeline/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { decodeCursor, encodeCursor } from '@/lib/platform/cursor';
import { conflict } from '@/lib/platform/errors';
import { findCampaign, type CampaignRow } from './queries';
import { FailedRecipients, RecipientsRetried } from './schema';
import { recountLater } from './stats';
import { closeToRespread } from './timing/respread';
import { goesInTurn, mayGiveTurns, turnsFor } from './timing/turns';
import { retriedIn } from './vocabulary';
import { campaignFact, changeCampaign, requireStatus } from './write';

interface Chosen {
  id: string;
  contact: string;
}

/** Not what somebody decided about. */
const undecided = (ctx: CommandCtx, campaignId: string) =>
  sql`${m.tenantId} = ${ctx.tenant} and ${m.sourceType} = 'campaign' and ${m.sourceId} = ${campaignId} and ${undecidedSql}`;

/**
 * Queues failed messages once more: no server ever took them, so nobody can get one twice. The same row goes on, with its
 * attempts counted anew, and the gate judges it again. A completed campaign is sending again until they are through.
 */
export const retryFailed = command({
  name: 'campaigns.retryFailed',
  summary:
    'Try failed messages again, which no server ever took; the gate is asked anew. 20,000 a call: repeat it with nextCursor until that is null',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/recipients/retry' },
  input: FailedRecipients,
  output: RecipientsRetried,
  entity: ({ id }) => ({ type: 'campaign', id }),
  async run(ctx, { id, messageIds, reason, cursor }) {
    const row = await findCampaign(ctx, id, true);
    requireStatus(row, retriedIn, 'tried again');
    if (row.archivedAt) throw conflict('This campaign is archived. Restore it first, then try again.');
    const named = messageIds ? sql`and ${m.id} = any(${sql.param(messageIds)}::uuid[])` : sql``;
    const why = reason ? sql`and ${m.errorCode} = ${reason}` : sql``;
    const [after] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [null];
    const isBehind = after ? sql`${m.contactId} > ${after}` : sql`true`;
    const back = cameBackSql(ctx.tenant, m.id);
    await recountLater(ctx, id);
    const chosen = await ctx.tx.execute<Chosen & Record<string, unknown>>(
      sql`select ${m.id}, ${m.contactId} as contact from ${m} where ${undecided(ctx, id)} and not ${back} ${named} ${why} and ${isBehind} order by ${m.contactId} limit ${mostDecided} for update`,
    );
    const out = chosen.length > 0 ? await leftOut(ctx, row, chosen) : new Map<string, SkipReason>();
    // Who is left out keeps the failure, and what came of it: the next call goes on behind them.
    const going = chosen.filter(({ contact }) => !out.has(contact));
    if (going.length > 0) await queueAnew(ctx, row, going);
    const [{ left, arrived } = { left: 0, arrived: 0 }] = await ctx.tx.execute<{ left: number; arrived: number }>(
      sql`select count(*) filter (where not back and behind)::int as left, count(*) filter (where back)::int as arrived
        from (select ${back} as back, ${isBehind} as behind from ${m} where ${undecided(ctx, id)} ${why}) f`,
    );
    const skipped = countReasons(chosen.flatMap(({ contact }) => out.get(contact) ?? []));
    const retried = going.length;
    ctx.audit({ retried, ...(reason ? { reason } : {}), ...(messageIds ? { messageIds } : {}) });
    const unable = messageIds ? new Set(messageIds).size - chosen.length : arrived;
    const last = chosen.length === mostDecided ? chosen.at(-1)?.contact : null;
    return {
      ...{ retried, skipped, unable, left: left - (chosen.length - going.length) },
      nextCursor: last ? encodeCursor([last]) : null,
    };
  },
});

/** Whom the gate leaves out as things stand. */
const leftOut = (ctx: CommandCtx, { id, channel, purpose, topicId }: CampaignRow, chosen: readonly Chosen[]) =>
  leftOutNow(
    ctx,
    chosen.map(({ contact }) => contact),
    { source: 'campaign', channel: channel as Channel, purpose, topicId, campaignId: id },
  );

/** With a pace or local hours they get their turns among those who wait for theirs, as who is asked about again: the others keep their times. */
async function queueAnew(ctx: CommandCtx, row: CampaignRow, chosen: readonly Chosen[]): Promise<void> {
  const isPaused = row.status === 'paused';
  const after = row.status === 'completed' ? await reopened(ctx, row) : row;
  const inTurn = goesInTurn(after) && !isPaused;
  const atOnce = inTurn && (await mayGiveTurns(ctx, after));
  const contacts = chosen.map(({ contact }) => contact);
  const dues = atOnce ? await turnsFor(ctx, after, contacts) : contacts.map(() => ctx.clock.now());
  await queueAgain(
    ctx,
    row.id,
    chosen.map(({ id }, i) => ({ id, due: dues[i]! })),
  );
  if (isPaused) return;
  if (inTurn && !atOnce) await closeToRespread(ctx, after);
  else await wakeQueued(ctx, row.id);
}

async function reopened(ctx: CommandCtx, row: CampaignRow): Promise<CampaignRow> {
  const after = await changeCampaign(ctx, row, { status: 'sending', completedAt: null });
  campaignFact(ctx, 'resumed', after);
  await setLane(ctx, row.id, 'active');
  return after;
}
