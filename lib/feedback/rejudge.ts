import type { TagsTx } from '@/db/client';
import type { Happened, Stamps } from './fold';
import { judgeHits, type SeenHit } from './judge';
import type { HeldMessage } from './load';

interface HitRow extends SeenHit {
  id: string;
  messageId: string;
  key: string | null;
  machine: string | null;
}

/** What a message's opens and clicks are by all that is known now. */
export interface Judged {
  /** Event and key → why it is a program's; null: a person's. */
  machineOf: Map<string, string | null>;
  hits: Happened[];
  /** Some that were kept before are seen otherwise now. */
  changed: boolean;
}

/** Hits of one message that are looked at; a message that has more is opened by programs. */
const perMessage = 300;

export const hitKey = (event: string, key: string | null | undefined): string => `${event} ${key ?? ''}`;

/** Judges all opens and clicks of these messages anew, and keeps what changed. `fresh` are the keys of those just kept. */
export async function rejudge(
  sql: TagsTx,
  tenant: string,
  fresh: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Map<string, Judged>> {
  const judged = new Map<string, Judged>();
  if (fresh.size === 0) return judged;
  const rows = await sql<HitRow[]>`
    select l.id, m.id as "messageId", l.event, l.occurred_at as at, l.machine, l.metadata->>'key' as key, l.metadata->>'link' as link,
      l.metadata->>'agent' as agent, l.metadata->>'ip' as ip, nullif(coalesce(l.metadata->>'own', l.machine, ''), '') as own
    from unnest(${[...fresh.keys()]}::uuid[]) as m(id)
    cross join lateral (select * from pipeline_delivery_logs l where l.tenant_id = ${tenant} and l.message_id = m.id and l.event in ('opened', 'clicked')
      order by l.occurred_at desc, l.id desc limit ${perMessage}) l`;
  const changes: { id: string; machine: string | null }[] = [];
  for (const [messageId, keys] of fresh) {
    const mine = rows.filter((row) => row.messageId === messageId);
    const answers = judgeHits(mine);
    const one: Judged = { machineOf: new Map(), hits: [], changed: false };
    for (const [i, row] of mine.entries()) {
      const machine = answers[i] ?? null;
      one.machineOf.set(hitKey(row.event, row.key), machine);
      one.hits.push({ event: row.event, at: row.at, machine: machine !== null });
      if (machine === row.machine) continue;
      changes.push({ id: row.id, machine });
      if (!keys.has(hitKey(row.event, row.key))) one.changed = true;
    }
    judged.set(messageId, one);
  }
  if (changes.length > 0)
    await sql`
      update pipeline_delivery_logs l set machine = c.machine, metadata = l.metadata || jsonb_build_object('own', coalesce(l.metadata->>'own', l.machine, ''))
      from unnest(${changes.map((c) => c.id)}::uuid[], ${changes.map((c) => c.machine)}::text[]) as c(id, machine)
      where l.tenant_id = ${tenant} and l.id = c.id`;
  return judged;
}

const hitStamps = ['openedAt', 'machineOpenedAt', 'clickedAt', 'machineClickedAt'] as const satisfies (keyof Stamps)[];

/** The message without the times that its known hits gave it, to be folded anew; a time whose hit is no longer kept stays. */
export function withoutHits(held: HeldMessage, hits: readonly Happened[]): HeldMessage {
  const known = new Set(hits.map((hit) => hit.at.getTime()));
  const next = { ...held };
  for (const stamp of hitStamps) {
    const at = held[stamp];
    if (at && known.has(at.getTime())) next[stamp] = null;
  }
  return next;
}
