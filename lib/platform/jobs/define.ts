import type { TagsTx } from '@/db/client';
import type { Ctx } from '../context';
import type { Services } from '../services';
import type { JobState } from './vocabulary';

export type LogLevel = 'info' | 'warn' | 'error';

/** What a handler has of the job that it runs. */
export interface JobRun {
  /** Acts for the tenant that started the job. */
  ctx: Ctx;
  id: string;
  payload: Record<string, unknown>;
  /** From 1; above 1 the job was tried, or its worker died, before. */
  attempt: number;
  /** Tells how far it is; written at most four times a second. */
  progress(done: number, total: number | null, note?: string): void;
  log(level: LogLevel, message: string): Promise<void>;
  /** Somebody asked to stop, or another worker has taken the job over. */
  cancelled(): boolean;
  /** Throws JobStopped when cancelled: call it wherever stopping leaves nothing half done. */
  stopIfCancelled(): void;
}

/** Ends a run that was cancelled. */
export class JobStopped extends Error {
  constructor() {
    super('The job was stopped.');
    this.name = 'JobStopped';
  }
}

/** A job that ended otherwise than completed. */
export interface UnhappyEnd {
  tenant: string;
  id: string;
  payload: Record<string, unknown>;
  state: Extract<JobState, 'failed' | 'dead' | 'cancelled'>;
  error: string | null;
  now: Date;
}

/** Runs one job; what it returns is kept as the job's result. A DomainError that no retry can mend fails the job at once. */
export interface JobHandler {
  type: string;
  run(job: JobRun): Promise<Record<string, unknown> | void>;
  /** Told, in the transaction that records it, when a worker finds that the job ended without success. Every statement names the tenant. */
  onEnd?: (end: UnhappyEnd, sql: TagsTx) => Promise<void>;
}

export interface BatchedJob {
  tenant: string;
  id: string;
  payload: Record<string, unknown>;
}

/**
 * Runs up to 1,000 short jobs in the transaction that completes them: effects written through `sql` happen exactly once.
 * It runs as the role that sees all tenants, so every statement names its own. A throw puts the whole batch back with a backoff.
 */
export interface BatchHandler {
  type: string;
  batch: true;
  run(jobs: readonly BatchedJob[], context: { sql: TagsTx; services: Services }): Promise<void>;
}

export type AnyHandler = JobHandler | BatchHandler;

export const defineJob = (handler: JobHandler): JobHandler => handler;
export const defineBatchJob = (handler: Omit<BatchHandler, 'batch'>): BatchHandler => ({ ...handler, batch: true });
