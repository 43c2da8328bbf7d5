import { withSystem } from '@/lib/platform/db/system';
import { driverFailure } from '@/lib/platform/errors';
import type { Services } from '@/lib/platform/services';

/** Asks one statement with `$n` parameters, all of them text. */
export type Ask = <R extends object>(text: string, params: string[]) => Promise<R[]>;

interface Bounds {
  services: Pick<Services, 'system'>;
  ms: number;
  /** Aborted: the statement that runs is cancelled on the server too. */
  signal?: AbortSignal | undefined;
}

/** Runs a read as the system role, for at most `ms` a statement; null when that was not enough, or nobody waits any more. */
export async function within<T>({ services, ms, signal }: Bounds, read: (ask: Ask) => Promise<T>): Promise<T | null> {
  if (signal?.aborted) return null;
  try {
    return await withSystem(services, async (sql) => {
      await sql`select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', ${String(ms)}, true)`;
      return read(async <R extends object>(text: string, params: string[]) => {
        signal?.throwIfAborted();
        const asked = sql.unsafe<R[]>(text, params);
        const stop = () => asked.cancel();
        signal?.addEventListener('abort', stop, { once: true });
        try {
          return [...(await asked)];
        } finally {
          signal?.removeEventListener('abort', stop);
        }
      });
    });
  } catch (error) {
    if (signal?.aborted || driverFailure(error)?.sqlState === '57014') return null;
    throw error;
  }
}
