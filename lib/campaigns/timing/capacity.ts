import type { Channel } from '@/lib/contacts/vocabulary';
import type { GateRules } from '@/lib/compliance';
import { roomsFor, rulesNow } from '@/lib/pipeline';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import { lastOf, type Waves } from './forecast';

/** The rules for the messages of a campaign, as they stand. */
export const rulesOf = (ctx: TxCtx, { channel, purpose }: CampaignRow, now: Date): Promise<GateRules> =>
  rulesNow(ctx, { source: 'campaign', channel: channel as Channel, purpose }, now);

interface Asked {
  rules: GateRules;
  waves: Waves;
  senderId: string | null;
  now: Date;
  /** What is taken already: all that was promised, or only what was used in the window of now. */
  counts: 'promised' | 'used';
}

/** The capacity that takes longest to let these people through, when the last of them goes, and how many come late; null without any. */
export async function fullest(ctx: TxCtx, { rules, waves, senderId, now, counts }: Asked) {
  if (rules.capacities.length === 0) return null;
  const rooms = await roomsFor(ctx, rules, waves.domains, senderId, now);
  let longest: { name: string; at: number; late: number } | null = null;
  for (const { name, messages, windowMs, start, keyOf, taken } of rooms) {
    let [at, late] = [now.getTime(), 0];
    for (const [key, list] of waves.by(keyOf)) {
      const { used = 0, promised = 0 } = taken.get(key) ?? {};
      const before = counts === 'promised' && promised > 0 ? messages + promised : used;
      const last = lastOf(list, { origin: start, windowMs, perWindow: messages, taken: before });
      at = Math.max(at, last.at);
      late += last.late;
    }
    if (!longest || at > longest.at) longest = { name, at, late };
  }
  return longest;
}
