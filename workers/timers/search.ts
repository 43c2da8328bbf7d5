import { checkDrift, reindexContacts, repairDrift, tenantsOf } from '@/lib/platform/search';
import type { Timer } from './timer';

/** Builds the contacts index where a search server is set and has none; PostgreSQL searches until it stands. */
export const searchIndex: Timer = {
  name: 'search-index',
  everyMs: 10_000,
  async run(services, now) {
    const { index } = services.search;
    if (index && !(await index.ready())) await reindexContacts(services, now);
  },
};

/** Compares counts and a sample of each tenant with PostgreSQL, and mends a tenant where they differ. */
export const searchDrift: Timer = {
  name: 'search-drift',
  everyMs: 3_600_000,
  async run(services) {
    if (!services.search.index || !(await services.search.index.ready())) return;
    for (const tenant of await tenantsOf(services)) {
      const drift = await checkDrift(services, tenant);
      const wrong =
        drift.inPostgres !== drift.inIndex || drift.missing.length + drift.stale.length + drift.extra.length > 0;
      if (wrong) await repairDrift(services, tenant);
    }
  },
};
