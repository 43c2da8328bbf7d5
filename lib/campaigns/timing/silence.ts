import { answeredBeside, heardOf, heldBeside, heldByLiving, notHandedOver } from '@/lib/pipeline';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import { mostWaiting } from '../vocabulary';
import type { Silence } from './schema';

/** What a server takes to answer before it is worth a word. */
const usualMs = 15_000;

type Held = Awaited<ReturnType<typeof heldByLiving>>;

type Lane = Pick<CampaignRow, 'id' | 'channel'>;

/** The silence that a campaign waits for; null while it is not being sent. What was silent before its last change counts for nothing. */
export const silenceOf = async (ctx: TxCtx, row: CampaignRow): Promise<Silence | null> =>
  row.status === 'sending' ? silenceIn(ctx, row, row.updatedAt.getTime()) : null;

/**
 * How many messages of a lane wait for a server that has answered none of its channel for a while, since when, and when the next
 * one is tried; null while it answers. That a server was silent is known from the wire. Before the first wait there has ended, it is
 * what living workers have in their hands; what that was waiting for before (its time, a pause, a worker) counts for nothing.
 */
export async function silenceIn(ctx: TxCtx, lane: Lane, earliest = 0): Promise<Silence | null> {
  const now = ctx.clock.now();
  const held = await heldByLiving(ctx.services, ctx.tenant, lane.id, now);
  const { answeredAt, silentSince } = await heardOf(ctx, lane);
  const began = silentSince ?? held.since?.getTime();
  if (began === undefined) return null;
  const from = Math.max(began, answeredAt, earliest);
  const usual = now.getTime() - usualMs;
  if (from > usual) return null;
  const since = silentSince === null ? await behindOthers(ctx, lane, held, from) : from;
  if (since > usual) return null;
  const later = await notHandedOver(ctx, lane.id, began, mostWaiting);
  const waiting = Math.min(mostWaiting, held.waiting + later.waiting);
  if (waiting === 0) return null;
  return { since: new Date(since).toISOString(), waiting, nextTryAt: held.waiting > 0 ? null : later.nextTryAt };
}

/**
 * `from`, or the last answer to a campaign of another channel after that which the same workers have in their hands: whatever the
 * channel, messages behind it may have to wait for its answers.
 */
async function behindOthers(ctx: TxCtx, lane: Lane, held: Held, from: number): Promise<number> {
  const others = await answeredBeside(ctx, lane, from);
  if (others.length === 0) return from;
  const lanes = others.map(({ id }) => id);
  const beside = new Set(await heldBeside(ctx.services, ctx.tenant, lanes, held.workers));
  return Math.max(from, ...others.filter(({ id }) => beside.has(id)).map(({ at }) => at));
}
