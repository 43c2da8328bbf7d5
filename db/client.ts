import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema';

export type Db = PostgresJsDatabase<typeof schema>;
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
export type Tags = postgres.Sql;
export type TagsTx = postgres.TransactionSql;

/** One role's way into PostgreSQL: drizzle for verbs, tagged templates for hot reads and batches. */
export interface Connection {
  db: Db;
  tags: Tags;
  url: string;
  close(): Promise<void>;
}

type Target = Record<PropertyKey, unknown>;
type Call = (...args: unknown[]) => unknown;

// drizzle sends `unsafe`, which the driver does not prepare: this proxy asks it to (measured: less server time).
function prepared(client: object, root: object = client): object {
  return new Proxy(client, {
    get(target, key) {
      const t = target as Target;
      if (key === 'options') return (root as Target)['options'];
      if (key === 'unsafe') {
        return (text: string, params?: unknown[], options?: object) =>
          (t['unsafe'] as Call)(text, params, params?.length ? { prepare: true, ...options } : options);
      }
      if (key === 'begin' || key === 'savepoint') {
        return (...args: unknown[]) => {
          const run = args.pop() as Call;
          return (t[key] as Call)(...args, (inner: object) => run(prepared(inner, root)));
        };
      }
      return t[key];
    },
  });
}

/** Opens the pools of one role. `max` counts connections of each of the two clients. */
export function connect(url: string, options: { max?: number; name?: string } = {}): Connection {
  const settings = {
    max: options.max ?? 10,
    idle_timeout: 30,
    max_lifetime: 1800,
    connect_timeout: 10,
    onnotice: () => {},
    // What is read as text is compared, and read by `Date`: whatever the server's settings are, it has one form.
    connection: { application_name: options.name ?? 'alumoutreach', TimeZone: 'UTC', DateStyle: 'ISO' },
  };
  // Two clients: drizzle replaces the serializers of the one it is given, and raw tags then refuse a Date.
  const forDrizzle = postgres(url, settings);
  const tags = postgres(url, settings);
  return {
    db: drizzle(prepared(forDrizzle) as typeof forDrizzle, { schema }),
    tags,
    url,
    close: async () => {
      await Promise.all([forDrizzle.end({ timeout: 5 }), tags.end({ timeout: 5 })]);
    },
  };
}

/** What a connection tells by itself: that it ended, and what it was notified of after `listen`. */
interface Hooks {
  onclose?: () => void;
  onnotify?: (channel: string, payload: string) => void;
}

/** A bare client, for the migrator, provisioning and session locks: its connections live until the caller ends it. */
export function bareClient(url: string, max = 1, hooks: Hooks = {}): Tags {
  const settings = { max, onnotice: () => {}, connect_timeout: 10, idle_timeout: 0, max_lifetime: null };
  return postgres(url, { ...settings, ...hooks });
}
