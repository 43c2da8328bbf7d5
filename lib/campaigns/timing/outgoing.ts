import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { campaigns } from '@/db/schema';
import { channelsHeard, singlesWaiting } from '@/lib/pipeline';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import { mostWaiting } from '../vocabulary';
import { Outgoing, type Silence } from './schema';
import { silenceIn, silenceOf } from './silence';

/** More campaigns that are being sent at a time are not looked at. */
const mostCampaigns = 50;

interface Silent {
  channel: string;
  /** Null: single messages. */
  campaign: Pick<CampaignRow, 'id' | 'name'> | null;
  silence: Silence;
}

export const readOutgoing = query({
  name: 'campaigns.outgoing',
  summary:
    'Whether the servers of each channel take what is sent, and which campaigns wait for one that does not answer',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/outgoing' },
  input: z.object({}),
  output: Outgoing,
  async run(ctx) {
    const silent = [...(await silentCampaigns(ctx)), ...(await silentSingles(ctx))];
    const heard = await channelsHeard(ctx);
    return {
      channels: heard.map(({ channel, answeredAt, isDue }) => {
        const waiting = silent.filter((each) => each.channel === channel);
        return {
          channel,
          state: waiting.length > 0 ? ('silent' as const) : isDue ? ('sending' as const) : ('idle' as const),
          answeredAt: answeredAt === null ? null : new Date(answeredAt).toISOString(),
          silence: together(waiting.map(({ silence }) => silence)),
          campaigns: waiting.flatMap(({ campaign }) => campaign ?? []),
        };
      }),
    };
  },
});

async function silentCampaigns(ctx: TxCtx): Promise<Silent[]> {
  const rows = await ctx.tx
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.tenantId, ctx.tenant), eq(campaigns.status, 'sending'), isNull(campaigns.deletedAt)))
    .orderBy(asc(campaigns.startedAt), asc(campaigns.id))
    .limit(mostCampaigns);
  const found: Silent[] = [];
  for (const row of rows) {
    const silence = await silenceOf(ctx, row);
    if (silence) found.push({ channel: row.channel, campaign: { id: row.id, name: row.name }, silence });
  }
  return found;
}

async function silentSingles(ctx: TxCtx): Promise<Silent[]> {
  const found: Silent[] = [];
  for (const lane of await singlesWaiting(ctx)) {
    const silence = await silenceIn(ctx, lane);
    if (silence) found.push({ channel: lane.channel, campaign: null, silence });
  }
  return found;
}

/** Of one channel: since the first, with all who wait, until the first try. */
function together(all: readonly Silence[]): Silence | null {
  if (all.length === 0) return null;
  const first = (instants: readonly string[]) => instants.toSorted()[0] ?? '';
  const tries = all.flatMap(({ nextTryAt }) => nextTryAt ?? []);
  return {
    since: first(all.map(({ since }) => since)),
    waiting: Math.min(
      mostWaiting,
      all.reduce((sum, { waiting }) => sum + waiting, 0),
    ),
    nextTryAt: tries.length < all.length ? null : first(tries),
  };
}
