import { and, asc, eq, isNull } from 'drizzle-orm';
import { campaigns } from '@/db/schema';
import {
  answeredBeside,
  heardOf,
  heldBeside,
  heldByLiving,
  notHandedOver,
  refusalOf,
  silencesSince,
  singlesWaiting,
  usualAnswerMs,
} from '@/lib/pipeline';
import type { TxCtx } from '@/lib/platform/context';
import { wayOut } from '@/lib/sending';
import { signInRefused, type SendingChannel } from '@/lib/sending/vocabulary';
import type { CampaignRow } from '../queries';
import { mostWaiting } from '../vocabulary';
import type { Refusal, Silence } from './schema';

type Held = Awaited<ReturnType<typeof heldByLiving>>;

type Lane = Pick<CampaignRow, 'id' | 'channel'>;

/** What a campaign itself waits for; null while it is not being sent. What was silent before its last change counts for nothing. */
const silenceOf = async (ctx: TxCtx, row: CampaignRow): Promise<Silence | null> =>
  row.status === 'sending' ? silenceIn(ctx, row, row.updatedAt.getTime()) : null;

interface Silent {
  channel: string;
  /** Null: single messages. */
  campaign: Pick<CampaignRow, 'id' | 'name'> | null;
  silence: Silence;
}

/** More campaigns that are being sent at a time are not looked at. */
const mostCampaigns = 50;

/** All that waits for servers that say nothing. */
export async function silencesOf(ctx: TxCtx): Promise<Silent[]> {
  const found: Silent[] = [];
  const rows = await ctx.tx
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, ctx.tenant), eq(campaigns.status, 'sending'), isNull(campaigns.deletedAt)))
    .orderBy(asc(campaigns.startedAt), asc(campaigns.id))
    .limit(mostCampaigns);
  for (const row of rows) {
    const silence = await silenceOf(ctx, row);
    if (silence) found.push({ channel: row.channel, campaign: { id: row.id, name: row.name }, silence });
  }
  for (const lane of await singlesWaiting(ctx)) {
    const silence = await silenceIn(ctx, lane);
    if (silence) found.push({ channel: lane.channel, campaign: null, silence });
  }
  return found;
}

/** The silence that a campaign waits for, since the first of its channel began to: the server is the same, whoever came later. */
export async function sharedSilence(ctx: TxCtx, row: CampaignRow): Promise<Silence | null> {
  const own = await silenceOf(ctx, row);
  return own && { ...own, since: firstOf([own], (await silencesSince(ctx)).get(row.channel)) };
}

/** What takes nothing of a campaign, since the first of its channel met it; null while it is not being sent. */
export async function sharedRefusal(ctx: TxCtx, row: CampaignRow): Promise<Refusal | null> {
  return row.status === 'sending' ? toRefusal(ctx, row.channel, await refusalOf(ctx, row)) : null;
}

/** As it is told, from milliseconds, and where credentials are corrected that it refuses. */
export async function toRefusal(
  ctx: TxCtx,
  channel: string,
  refusal: Awaited<ReturnType<typeof refusalOf>>,
): Promise<Refusal | null> {
  if (!refusal) return null;
  const since = new Date(refusal.since).toISOString();
  if (!refusal.words.startsWith(signInRefused)) return { since, words: refusal.words, mend: null };
  const { by } = await wayOut(ctx, channel as SendingChannel);
  const words = refusal.words.slice(signInRefused.length);
  return { since, words, mend: by === 'smtp' ? 'installation' : 'providers' };
}

/** When the first of them began, or that of their channel before them; milliseconds. */
export const firstOf = (all: readonly Silence[], channelSince = Infinity): string =>
  new Date(Math.min(channelSince, ...all.map(({ since }) => Date.parse(since)))).toISOString();

/**
 * How many messages of a lane wait for a server that has answered none of its channel for a while, since when, and when the next
 * one is tried; null while it answers. That a server was silent is known from the wire. Before the first wait there has ended, it is
 * what living workers have in their hands; what that was waiting for before (its time, a pause, a worker) counts for nothing.
 */
async function silenceIn(ctx: TxCtx, lane: Lane, earliest = 0): Promise<Silence | null> {
  const now = ctx.clock.now();
  const usual = now.getTime() - usualAnswerMs;
  const { answeredAt, silentSince } = await heardOf(ctx, lane);
  if (Math.max(answeredAt, earliest) > usual) return null;
  const held = await heldByLiving(ctx.services, ctx.tenant, lane.id, now);
  const began = silentSince ?? held.since?.getTime();
  if (began === undefined) return null;
  const from = Math.max(began, answeredAt, earliest);
  if (from > usual) return null;
  const since = silentSince === null ? await behindOthers(ctx, lane, held, from) : from;
  if (since > usual) return null;
  const { putOff, waiting, later, nextTryAt } = await notHandedOver(ctx, lane.id, began, mostWaiting);
  if (held.waiting + putOff === 0) return null;
  return {
    since: new Date(since).toISOString(),
    waiting: Math.min(mostWaiting, held.waiting + waiting),
    later,
    nextTryAt: held.waiting > 0 ? null : nextTryAt,
  };
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
