import { z } from 'zod';
import { channelsHeard, silencesSince } from '@/lib/pipeline';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import type { Channel } from '@/lib/contacts/vocabulary';
import { wayOut } from '@/lib/sending';
import { mostWaiting } from '../vocabulary';
import { Outgoing, type Refusal, type Silence } from './schema';
import { firstOf, silencesOf, toRefusal } from './silence';

export const readOutgoing = query({
  name: 'campaigns.outgoing',
  summary:
    'Whether the servers of each channel take what is sent, and which campaigns wait for one that does not answer',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/outgoing' },
  input: z.object({}),
  output: Outgoing,
  async run(ctx) {
    const silent = await silencesOf(ctx);
    const heard = await channelsHeard(ctx);
    const since = await silencesSince(ctx);
    const refusals = new Map<string, Refusal | null>();
    for (const { channel, refusal } of heard) refusals.set(channel, await toRefusal(ctx, channel, refusal));
    const caught = new Map<Channel, string | null>();
    for (const { channel } of heard) caught.set(channel, await whyCaught(ctx, channel));
    return {
      channels: heard.map(({ channel, answeredAt, isDue, isLater, refusal }) => {
        const waiting = silent.filter((each) => each.channel === channel);
        const goesOn = isDue ? ('sending' as const) : isLater ? ('waiting' as const) : ('idle' as const);
        const otherwise = refusal ? ('refusing' as const) : goesOn;
        return {
          channel,
          state: waiting.length > 0 ? ('silent' as const) : otherwise,
          answeredAt: answeredAt === null ? null : new Date(answeredAt).toISOString(),
          silence: together(
            waiting.map(({ silence }) => silence),
            since.get(channel),
          ),
          refusal: refusals.get(channel) ?? null,
          sandbox: caught.get(channel) ?? null,
          campaigns: waiting.flatMap(({ campaign }) => campaign ?? []),
        };
      }),
    };
  },
});

async function whyCaught(ctx: TxCtx, channel: Channel): Promise<string | null> {
  const { by, problem } = await wayOut(ctx, channel);
  return by === 'sandbox' && problem ? problem.message : null;
}

const sum = (counts: readonly number[]): number =>
  Math.min(
    mostWaiting,
    counts.reduce((all, one) => all + one, 0),
  );

/** Of one channel: since the first, with all who wait, until the first try; `since` is that of the channel. */
function together(all: readonly Silence[], since?: number): Silence | null {
  if (all.length === 0) return null;
  const tries = all.flatMap(({ nextTryAt }) => nextTryAt ?? []);
  return {
    since: firstOf(all, since),
    waiting: sum(all.map(({ waiting }) => waiting)),
    later: sum(all.map(({ later }) => later)),
    nextTryAt: tries.length < all.length ? null : (tries.toSorted()[0] ?? null),
  };
}
