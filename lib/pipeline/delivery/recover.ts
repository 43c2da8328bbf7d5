import type { Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { systemTags, withSystem } from '@/lib/platform/db/system';
import { insertFacts } from '@/lib/platform/outbox';
import type { Channel } from '@/lib/contacts/vocabulary';
import { messageFacts } from '../events';
import type { SourceType } from '../vocabulary';
import { heldOfClaim, provenState } from '../queue';
import { dropSpent } from './hands';
import { isAlive } from './instance';
import { journalsIn, readJournal, removeJournal } from './journal';
import { record } from './record';
import { resultOf, type Result } from './result';

interface Held {
  id: string;
  tenant: string;
  laneId: string;
  kind: SourceType;
  channel: Channel;
  sourceId: string;
  contactId: string;
  attempts: number;
  due: string;
  templateId: string | null;
}

interface Expired {
  id: string;
  tenant: string;
  contact_id: string;
  channel: Channel;
  source_type: SourceType;
  source_id: string;
  isUncertain: boolean;
}

type Open = Pick<Services, 'system'>;

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

/** What an instance holds in PostgreSQL's eyes; with `expired`, also what it held when its leases ran out. */
export async function heldBy(services: Open, instance: string, expired = false): Promise<Held[]> {
  const sql = systemTags(services);
  const columns = (attempts: string) => sql`
    select m.id, m.tenant_id as tenant, m.lane_id as "laneId", l.kind, m.channel, m.source_id as "sourceId", m.contact_id as "contactId", ${sql.unsafe(attempts)} as attempts, m.due_at::text as due, v.template_id as "templateId"`;
  const beside = sql`
    join pipeline_lanes l on l.tenant_id = m.tenant_id and l.id = m.lane_id
    left join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id`;
  const now = await sql<Held[]>`
    ${columns('m.attempts + 1')} from pipeline_claims c ${heldOfClaim(sql)} ${beside}
    where c.worker_id = (select id from pipeline_workers where name = ${instance})`;
  if (!expired) return now;
  return [
    ...now,
    ...(await sql<
      Held[]
    >`${columns('m.attempts')} from pipeline_messages m ${beside} where m.lease_by = ${instance} and m.status = 'uncertain'`),
  ];
}

/**
 * Settles what an instance holds, by its journal: answered → recorded, never begun → queued again, begun without an
 * answer → uncertain; after a crash of the machine everything unanswered is uncertain. Nothing is sent twice.
 */
export async function settleInstance(
  services: Open,
  folder: string,
  instance: string,
  provider: string,
  now: Date,
): Promise<number> {
  const { entries, whole } = readJournal(folder, instance);
  const held = await heldBy(services, instance, true);
  const inDoubt = { state: 'unknown', reason: 'The worker ended while the message was on the wire.' } as const;
  for (const group of groupBy(held, (m) => `${m.tenant} ${m.laneId} ${m.sourceId}`)) {
    const [first] = group;
    if (!first) continue;
    const results = group.map((m): Result => {
      const entry = entries.get(m.id);
      if (entry) return resultOf(m, entry, now, 0.5);
      if (entry === null || !whole) return resultOf(m, inDoubt, now, 0.5);
      return {
        ...resultOf(m, { state: 'unsent', reason: 'The worker ended before it came to this message.' }, now, 0),
        dueAt: now,
      };
    });
    const lane = { tenant: first.tenant, id: first.laneId, kind: first.kind, channel: first.channel };
    await record(
      services,
      { lane, sourceId: first.sourceId, templateId: first.templateId, provider, worker: instance },
      results,
      now,
    );
  }
  return held.length;
}

/** Settles what dead instances of this disk held. */
export async function recoverJournals(
  services: Open,
  folder: string,
  provider: string,
  now: Date,
  log: Logger,
): Promise<void> {
  for (const instance of journalsIn(folder)) {
    if (await isAlive(services, instance)) continue;
    let held = await settleInstance(services, folder, instance, provider, now);
    // A claim that was under way when it died may have come after that.
    while (!(await endLease(services, instance)))
      held += await settleInstance(services, folder, instance, provider, now);
    removeJournal(folder, instance);
    if (held) log.warn({ instance, held }, 'settled what a dead worker held');
  }
}

/** Keeps what this instance holds its own, however slow a server is. */
export async function renewLease(services: Open, instance: string, until: Date): Promise<void> {
  const sql = systemTags(services);
  const renewed = await sql`update pipeline_workers set lease_until = ${until} where name = ${instance} returning 1`;
  if (renewed.length === 0)
    await sql`
      insert into pipeline_workers (name, lease_until) values (${instance}, ${until}) on conflict (name) do update set lease_until = excluded.lease_until`;
}

/**
 * Ends the lease of an instance that holds nothing any more, for good: nothing can be claimed by its name after that. False while
 * it holds something, if only by a claim whose answer it never heard.
 */
export async function endLease(services: Open, instance: string): Promise<boolean> {
  return withSystem(services, async (sql) => {
    // A claim that is under way is waited for here; the next statement sees what it took.
    await sql`select 1 from pipeline_workers where name = ${instance} for update`;
    await dropSpent(sql, instance);
    await sql`
      delete from pipeline_workers w where w.name = ${instance} and not exists (select 1 from pipeline_claims c where c.worker_id = w.id)`;
    const left = await sql`select 1 from pipeline_workers where name = ${instance}`;
    return left.length === 0;
  });
}

/**
 * Messages whose worker never came back, on any disk: whether they went out is not known unless something came back, so they are never
 * sent again blindly.
 * An instance never gives up its `own`: when the machine slept, it knows better.
 */
export async function expireLeases(services: Open, now: Date, own = ''): Promise<number> {
  return withSystem(services, async (sql) => {
    // Locked: a claim that comes now finds the lease ended; one that is under way is left to the next round, which sees all of it.
    const gone = await sql<{ id: number; name: string }[]>`
      select id, name from pipeline_workers where lease_until < ${now} and name <> ${own} for update skip locked`;
    if (gone.length === 0) return 0;
    const ids = gone.map(({ id }) => id);
    // What is locked is just being recorded, by one who is slow and not dead.
    const proven = provenState(sql, sql`true`);
    const rows = await sql<Expired[]>`
      with held as materialized (
        select mine.place, c.worker_id from pipeline_claims c ${heldOfClaim(sql)}
        cross join lateral (select p.ctid as place from pipeline_messages p
          where p.tenant_id = m.tenant_id and p.id = m.id and p.due_at = m.due_at and p.status in ('queued', 'deferred') for update skip locked) as mine
        where c.worker_id = any(${ids}::int[]))
      update pipeline_messages p set status = coalesce(${proven}, 'uncertain'), attempts = p.attempts + 1, lease_by = case when ${proven} is null then w.name end, finished_at = ${now},
        sent_at = case when ${proven} is null then p.sent_at else ${now} end, verdict_rule = 'passed', verdict_reason = 'passed', verdict = null,
        error_code = case when p.bounced_at is not null then p.error_code when ${proven} is null then 'lease_expired' end,
        error_message = case when p.bounced_at is not null then p.error_message when ${proven} is null then 'The worker that held this message stopped before it could say what became of it.' end
      from held join pipeline_workers w on w.id = held.worker_id where p.ctid = held.place
      returning p.id, p.tenant_id as tenant, p.contact_id, p.channel, p.source_type, p.source_id, p.status = 'uncertain' as "isUncertain"`;
    for (const { name } of gone) await dropSpent(sql, name);
    await sql`
      delete from pipeline_workers w where w.id = any(${ids}::int[]) and not exists (select 1 from pipeline_claims c where c.worker_id = w.id)`;
    for (const group of groupBy(rows, (m) => `${m.tenant} ${m.source_id} ${m.isUncertain}`)) {
      const [first] = group;
      if (!first) continue;
      const items = group.map((m) => ({
        id: m.id,
        contactId: m.contact_id,
        at: now.toISOString(),
        ...(m.isUncertain ? { detail: 'lease_expired' } : {}),
      }));
      await insertFacts(
        sql,
        first.tenant,
        messageFacts(first.isUncertain ? 'uncertain' : 'sent', {
          channel: first.channel,
          sourceType: first.source_type,
          sourceId: first.source_id,
          templateId: null,
          items,
        }),
        now,
      );
    }
    return rows.length;
  });
}
