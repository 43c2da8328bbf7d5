import { connect, type Connection } from '@/db/client';
import { accessMemory, type AccessMemory } from './access';
import { absentAnalytics, clickhouseAnalytics, type AnalyticsPort } from './analytics';
import { config, required } from './config';
import { systemClock } from './clock';
import { leasedLimits } from './limits/leased';
import type { LimitsPort } from './limits/port';
import { logger } from './log';
import { openSearch, type SearchPort } from './search';
import { openShared, type Shared } from './shared';

/** What a process is connected to; opened once, on first use. */
export interface Services extends Shared {
  /** The app role: one tenant a transaction, by row-level security. */
  app: Connection;
  /** The system role: sees every tenant, so every statement names its own. Reached through withSystem only. */
  system: Connection;
  search: SearchPort;
  access: AccessMemory;
  /** `limits` for what is counted at every request: it counts ahead. */
  busyLimits: LimitsPort;
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
  const shared = openShared(settings, { app, system });
  const access = accessMemory({ cache: shared.cache, app, log: logger('access') });
  const busyLimits = leasedLimits(shared.limits, systemClock);
  return { app, system, search: openSearch(settings, { system }), access, busyLimits, analytics, ...shared };
}

export async function closeServices(open: Services): Promise<void> {
  await Promise.all([open.closeShared(), open.access.close()]);
  await Promise.all([open.app.close(), open.system.close(), open.analytics.close(), open.search.close()]);
  if (holder.aoServices === open) delete holder.aoServices;
}
