import type { Tags } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { uuidv7 } from '@/lib/platform/ids';
import { restLane } from '../lanes';
import type { SourceType } from '../vocabulary';

export interface Lane {
  tenant: string;
  id: string;
  kind: SourceType;
  channel: Channel;
}

/** A lane as it is claimed from. */
export interface DueLane extends Lane {
  /** Its messages go to the sandbox, whatever carries the channel by now. */
  inSandbox: boolean;
}

export interface ClaimedMessage {
  id: string;
  contactId: string;
  address: string;
  /** It goes to another address than the planned one. */
  moved?: true;
  templateVersionId: string | null;
  /** Position of its campaign's variant. */
  variant: number | null;
  sourceId: string;
  attempts: number;
  /** When it was due, in PostgreSQL's own words: tells this claim from the next one. */
  due: string;
}

/** What was taken out of a lane's queue at once. */
export interface Claim {
  id: string;
  messages: ClaimedMessage[];
}

/** A message's place in its lane's order. */
interface Place {
  due: string;
  id: string;
}

const isAfter = (one: Place, other: Place): boolean =>
  one.due === other.due ? one.id > other.id : one.due > other.due;
const keptMs = 1000;

/**
 * Where the last claims ended. What is before that place has nearly all left the queue, and reading past thousands of such entries of
 * its index costs more than claiming. What came back to an earlier place is found when a lane has nothing after it, or a second later.
 */
export class Claimed {
  private readonly places = new Map<string, Place>();
  private since = 0;

  lastOf(lane: Lane, now: Date): Place | null {
    if (Math.abs(now.getTime() - this.since) > keptMs) {
      this.places.clear();
      this.since = now.getTime();
    }
    return this.places.get(`${lane.tenant} ${lane.id}`) ?? null;
  }

  note(lane: Lane, claims: readonly Claim[]): void {
    const messages = claims.flatMap((one) => one.messages);
    const last = messages.reduce<Place | null>((far, one) => (far && !isAfter(one, far) ? far : one), null);
    if (last) this.places.set(`${lane.tenant} ${lane.id}`, { due: last.due, id: last.id });
  }
}

/**
 * The most urgent lane with something due of each tenant and kind; the caller goes round the tenants. None is left out, however
 * many lanes another tenant has.
 */
export async function dueLanes(sql: Tags, now: Date): Promise<DueLane[]> {
  return sql<DueLane[]>`
    select tenant, id, kind, channel, sandbox as "inSandbox" from (
      select distinct on (tenant_id, kind) tenant_id as tenant, id, kind, channel, sandbox, priority, due_at
      from pipeline_lanes where state = 'active' and due_at <= ${now} order by tenant_id, kind, priority, due_at) as first
    order by priority, due_at`;
}

/**
 * Takes up to `limit` due messages of a lane out of the queue and into the hands of this worker, while its lease stands; first those
 * `after` a place. An empty lane is put to sleep. A paused lane gives nothing: its state is read in the same statement, and a worker
 * whose lease has ended is given nothing either. That no two have the same message is the lock on its row, which goes.
 */
export async function claim(
  sql: Tags,
  lane: Lane,
  worker: string,
  limit: number,
  now: Date,
  after: Place | null = null,
): Promise<Claim[]> {
  const id = uuidv7(now);
  // By a list of places: the rows are locked, so they stay there; and a list of ids, found in one walk of their index. Joins were
  // planned over the whole table while it was of middle size, or looked each message up by itself (2.2 µs instead of 0.5). A tenant whom
  // statistics do not know yet counts as one row, for which any index will do: by a select, it counts as all others do.
  const rows = await sql<ClaimedMessage[]>`
    with me as materialized (select id from pipeline_workers where name = ${worker} and lease_until > ${now} for key share),
    due as materialized (
      select q.ctid as place from pipeline_queue q
      where q.tenant_id = ${lane.tenant} and q.lane_id = ${lane.id} and q.due_at <= ${now} and exists (select 1 from me)
        ${after ? sql`and (q.due_at, q.message_id) > (${after.due}::timestamptz, ${after.id}::uuid)` : sql``}
        and exists (select 1 from pipeline_lanes l where l.tenant_id = ${lane.tenant} and l.id = ${lane.id} and l.state = 'active')
      order by q.due_at, q.message_id limit ${limit} for update of q skip locked),
    mine as (delete from pipeline_queue q where q.ctid = any(array(select place from due)) returning q.message_id, q.due_at),
    noted as (
      insert into pipeline_claims (tenant_id, id, lane_id, worker_id, messages, dues)
      select ${lane.tenant}, ${id}, ${lane.id}::uuid, (select id from me), array_agg(message_id), array_agg(due_at) from mine having count(*) > 0)
    select m.id, m.contact_id as "contactId", m.recipient_address as address, m.template_version_id as "templateVersionId", m.variant, m.source_id as "sourceId", m.attempts + 1 as attempts, m.due_at::text as due
    from pipeline_messages m where m.tenant_id = (select ${lane.tenant}::text) and m.id = any(array(select message_id from mine)) and m.status in ('queued', 'deferred')`;
  const claims = rows.length > 0 ? [{ id, messages: rows }] : [];
  if (rows.length < limit && after) return [...claims, ...(await claim(sql, lane, worker, limit - rows.length, now))];
  if (rows.length < limit) await sql.begin((tx) => restLane(tx, lane.tenant, lane.id));
  return claims;
}
