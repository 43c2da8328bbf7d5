import type { z } from 'zod';

/** The tables that rows may be written to. */
export type AnalyticsTable = 'analytics_events';

/** The analytics tier. Every method throws DomainError `unavailable` when the server does not answer. */
export interface AnalyticsPort {
  ping(): Promise<boolean>;
  /** Stores the rows before it returns. The same token with the same rows, repeated soon, stores nothing more. */
  insert(table: AnalyticsTable, rows: readonly object[], token: string): Promise<void>;
  /** Runs a select with `{name:Type}` parameters; each row is parsed by the schema. */
  query<S extends z.ZodType>(row: S, sql: string, params?: Record<string, unknown>): Promise<z.output<S>[]>;
  close(): Promise<void>;
}
