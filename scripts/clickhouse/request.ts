import { randomUUID } from 'node:crypto';
import type { Surroundings } from './engine';
import { Refusal } from './failure';

/** One HTTP request's URL, taken apart. */
export interface Call {
  queryId: string;
  sql: string;
  defaultFormat: string;
  wantsCompression: boolean;
  around: Surroundings;
}

// These belong to the HTTP interface, not to the engine: a SET of them would fail or change nothing.
const httpOnly = new Set(['user', 'password', 'quota_key', 'role', 'wait_end_of_query', 'buffer_size', 'log_comment']);
const namePattern = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

/** Reads query, database, settings and parameters from the request's URL. Raises Refusal. */
export function readCall(url: URL, queryMemoryBytes: number): Call {
  const settings = new Map([['max_memory_usage', String(queryMemoryBytes)]]);
  const parameters = new Map<string, string>();
  const call = { queryId: randomUUID() as string, sql: '', defaultFormat: 'TabSeparated', wantsCompression: false };
  let database: string | undefined;
  for (const [name, value] of url.searchParams) {
    if (!namePattern.test(name))
      throw new Refusal('BAD_ARGUMENTS', `The URL parameter ${name.slice(0, 128)} is no setting name`);
    if (name === 'query') call.sql = value;
    else if (name === 'database') database = value;
    else if (name === 'query_id') call.queryId = value || call.queryId;
    else if (name === 'default_format') call.defaultFormat = value;
    else if (name === 'enable_http_compression') call.wantsCompression = value === '1' || value === 'true';
    else if (name.startsWith('session_')) {
      throw new Refusal(
        'NOT_IMPLEMENTED',
        `${name} is not known to the embedded ClickHouse: every request stands alone`,
      );
    } else if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value);
    else if (!httpOnly.has(name)) settings.set(name, value);
  }
  if (!/^[A-Za-z0-9]+$/.test(call.defaultFormat))
    throw new Refusal('UNKNOWN_FORMAT', 'default_format is no format name');
  return { ...call, around: { database, settings, parameters, label: `${call.queryId}/${randomUUID()}` } };
}
