import type { Tags } from '@/lib/platform/db/loop';
import type { Bus } from '@/lib/platform/bus/port';
import { toFact, type OutboxRow } from '@/lib/platform/bus/rows';

const lockKey = 4_211_002_028;
const maxBytes = 4 * 1024 * 1024;

export interface PublishState {
  /** The store that was seen last; asked for again at the first step, after a failure, and now and then. */
  store: string | null;
  /** Facts up to here may have been handed over before by a relay that died: they are marked. */
  suspectUntil: number;
}

interface Relay {
  position: number;
  published: number;
  store: string | null;
}

/** Hands stamped facts to a bus that keeps its own copy, and remembers how far; answers how many. */
export async function publish(sql: Tags, bus: Bus, batch: number, state: PublishState): Promise<number> {
  const [ahead] =
    await sql`select 1 from relay_state where one = 1 and (published < position or store is distinct from ${state.store})`;
  if (!ahead) return 0;
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ ok: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}) as ok`;
    if (!lock?.ok) return 0;
    const [row] = await tx<{ position: string; published: string; store: string | null; floor: string }[]>`
      select position, published, store, coalesce((select min(c.position) from consumer_offsets c), 0) as floor from relay_state where one = 1`;
    if (!row) return 0;
    const relay: Relay = { position: Number(row.position), published: Number(row.published), store: row.store };
    if (state.store !== null && relay.store !== state.store) {
      // The bus has a new, empty store: what not every consumer has dealt with is sent again from the outbox.
      relay.published = Math.min(relay.published, Number(row.floor));
      state.suspectUntil = relay.position;
    }
    const rows = await tx<OutboxRow[]>`
      select tenant_id, id, type, entity_type, entity_id, version, payload, occurred_at, position from (
        select f.*, sum(pg_column_size(f.payload)) over (order by f.position) - pg_column_size(f.payload) as before
        from (select * from outbox where position > ${relay.published} order by position limit ${batch}) f
      ) x where before < ${maxBytes} order by position`;
    await bus.publish(rows.map((fact) => toFact(fact, Number(fact.position) <= state.suspectUntil)));
    const published = Number(rows.at(-1)?.position ?? relay.position);
    await tx`update relay_state set published = ${published}, store = ${state.store ?? relay.store} where one = 1`;
    return rows.length;
  });
}
