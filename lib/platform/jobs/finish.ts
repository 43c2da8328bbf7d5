import type { TagsTx } from '@/db/client';
import { withSystem } from '../db/system';
import { DomainError, isTransient, safeMessage } from '../errors';
import type { Services } from '../services';
import type { ClaimedJob } from './claim';
import { JobStopped, type JobHandler, type LogLevel } from './define';
import type { JobState } from './vocabulary';

export type Ending =
  | { state: 'completed'; result: Record<string, unknown> | null }
  | { state: 'cancelled' }
  | { state: 'failed' | 'dead'; error: string }
  | { state: 'queued'; error: string; dueAt: Date };

const firstDelay = 2_000;
const longestDelay = 15 * 60_000;

/** Milliseconds until attempt n + 1: doubling from two seconds to a quarter of an hour, less up to half by chance. */
export const backoff = (attempt: number, chance: number): number =>
  Math.min(longestDelay, firstDelay * 2 ** Math.min(20, attempt - 1)) * (1 - chance / 2);

/** How a run that threw ends: stopped, to be tried again, given up, or wrong for good. */
export function endingOf(error: unknown, job: Pick<ClaimedJob, 'attempts' | 'maxAttempts'>, now: Date): Ending {
  if (error instanceof JobStopped) return { state: 'cancelled' };
  const message = safeMessage(error);
  if (error instanceof DomainError && !isTransient(error)) return { state: 'failed', error: message };
  if (job.attempts >= job.maxAttempts) return { state: 'dead', error: message };
  const dueAt = now.getTime() + backoff(job.attempts, Math.random());
  return { state: 'queued', error: message, dueAt: new Date(dueAt) };
}

/** A fact about one job, for those who watch; the version is the instant in milliseconds. */
export const insertFact = (
  sql: TagsTx,
  name: 'progress' | 'finished',
  job: Pick<ClaimedJob, 'tenantId' | 'id' | 'type'>,
  state: JobState,
  now: Date,
) => sql`
  insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
  values (${job.tenantId}, ${`job.${name}`}, 'job', ${job.id}, ${now.getTime()}, ${JSON.stringify({ state, type: job.type })}::text::jsonb, ${now})`;

export const insertLog = (
  sql: TagsTx,
  job: Pick<ClaimedJob, 'tenantId' | 'id'>,
  level: LogLevel,
  message: string,
  now: Date,
) => sql`
  insert into job_logs (tenant_id, job_id, level, message, occurred_at) values (${job.tenantId}, ${job.id}, ${level}, ${message.slice(0, 4000)}, ${now})`;

/** Records how a run ended, with its log line and fact; false when another worker holds the job by now. */
export async function finishJob(
  services: Pick<Services, 'system'>,
  job: ClaimedJob,
  lease: string,
  ending: Ending,
  now: Date,
  onEnd?: JobHandler['onEnd'],
): Promise<boolean> {
  return withSystem(services, async (sql) => {
    const error = 'error' in ending ? ending.error : null;
    const result = ending.state === 'completed' && ending.result ? JSON.stringify(ending.result) : null;
    const again = ending.state === 'queued';
    const rows = await sql`
      update jobs set state = ${ending.state}, lease_by = null, lease_until = null, error = ${error}, result = ${result}::text::jsonb,
        due_at = coalesce(${again ? ending.dueAt : null}, due_at), finished_at = ${again ? null : now}
      where tenant_id = ${job.tenantId} and id = ${job.id} and lease_by = ${lease} and state || '' = 'running' returning 1`;
    if (rows.length === 0) return false;
    if (error) {
      const next = again ? ` It will be tried again (attempt ${job.attempts} of ${job.maxAttempts}).` : '';
      await insertLog(sql, job, again ? 'warn' : 'error', `${error}${next}`, now);
    }
    await insertFact(sql, again ? 'progress' : 'finished', job, ending.state, now);
    if (onEnd && ending.state !== 'completed' && ending.state !== 'queued')
      await onEnd({ tenant: job.tenantId, id: job.id, payload: job.payload, state: ending.state, error, now }, sql);
    return true;
  });
}

type Abandoned = Pick<ClaimedJob, 'tenantId' | 'id' | 'type' | 'payload'> & {
  state: 'queued' | 'dead' | 'cancelled';
  error: string | null;
};

/** Puts back jobs whose worker died: queued again, or dead after the last attempt, or cancelled if that was asked. */
export async function takeOverExpired(
  services: Pick<Services, 'system'>,
  now: Date,
  handlers: ReadonlyMap<string, JobHandler> = new Map(),
): Promise<number> {
  return withSystem(services, async (sql) => {
    const rows = await sql<Abandoned[]>`
      update jobs set lease_by = null, lease_until = null,
        state = case when cancel_requested_at is not null then 'cancelled' when attempts >= max_attempts then 'dead' else 'queued' end,
        finished_at = case when cancel_requested_at is not null or attempts >= max_attempts then ${now} end,
        error = case when attempts >= max_attempts then 'Its worker stopped in the middle, as often as a job may be tried.' end
      where (tenant_id, id) in (select tenant_id, id from jobs where state = 'running' and lease_until < ${now} limit 1000 for update skip locked)
      returning tenant_id as "tenantId", id, type, payload, state, error`;
    for (const job of rows) {
      await insertLog(
        sql,
        job,
        'warn',
        job.state === 'queued'
          ? 'Its worker stopped in the middle; it is resumed.'
          : 'Its worker stopped in the middle.',
        now,
      );
      await insertFact(sql, job.state === 'queued' ? 'progress' : 'finished', job, job.state, now);
      const { tenantId: tenant, id, payload, state, error } = job;
      if (state !== 'queued') await handlers.get(job.type)?.onEnd?.({ tenant, id, payload, state, error, now }, sql);
    }
    return rows.length;
  });
}
