import { consumer } from '@/lib/platform/consumer';
import { indexContacts } from '@/lib/platform/search';

/** Keeps the search server in step with contacts: reads them as they stand and writes them under their version. */
export const search = consumer({
  name: 'search',
  facts: ['contact.*'],
  batch: 500,
  async run({ services }, facts) {
    const wanted = new Map<string, Set<string>>();
    for (const { tenant, entityType, entityId, payload } of facts) {
      const listed: unknown = payload['ids'];
      const ids = Array.isArray(listed) ? listed.filter((id): id is string => typeof id === 'string') : [];
      const mine = wanted.get(tenant) ?? new Set();
      for (const id of entityType === 'contact' ? [entityId, ...ids] : ids) mine.add(id);
      wanted.set(tenant, mine);
    }
    await indexContacts(services, wanted);
  },
});
