import { connect, type Connection } from '@/db/client';
import { absentAnalytics, clickhouseAnalytics, type AnalyticsPort } from './analytics';
import { config, required } from './config';
import { openSearch, type SearchPort } from './search';
import { openShared, type Shared } from './shared';

/** What a process is connected to; opened once, on first use. */
export interface Services extends Shared {
  /** The app role: one tenant a transaction, by row-level security. */
  app: Connection;
  /** The system role: sees every tenant, so every statement names its own. Reached through withSystem only. */
  system: Connection;
  search: SearchPort;
  analytics: AnalyticsPort;
}

// One set per process, also when Next loads this module twice (route handlers and server actions are bundled apart).
const holder = globalThis as typeof globalThis & { aoServices?: Services };

export function services(): Services {
  return (holder.aoServices ??= openServices());
}

export function openServices(settings = config()): Services {
  const app = connect(required(settings.database.app, 'DATABASE_URL'), { max: 20, name: 'ao-app' });
  const system = connect(required(settings.database.system, 'DATABASE_SYSTEM_URL'), { max: 10, name: 'ao-system' });
  const { url, database } = settings.clickhouse;
  const analytics = url ? clickhouseAnalytics({ url, database }) : absentAnalytics();
  return { app, system, search: openSearch(settings, { system }), analytics, ...openShared(settings, { app, system }) };
}

export async function closeServices(open: Services): Promise<void> {
  await open.closeShared();
  await Promise.all([open.app.close(), open.system.close(), open.analytics.close(), open.search.close()]);
  if (holder.aoServices === open) delete holder.aoServices;
}
