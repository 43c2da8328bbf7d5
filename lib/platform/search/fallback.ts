import { systemClock, type Clock } from '../clock';
import { logger } from '../log';
import type { elasticsearchContacts } from './elasticsearch';
import type { SearchPort } from './port';

const restMs = 30_000;

/** Searches on Elasticsearch; when that fails, PostgreSQL answers, and goes on answering for 30 seconds. Searching never fails by it. */
export function withFallback(
  primary: ReturnType<typeof elasticsearchContacts>,
  fallback: Pick<SearchPort, 'contacts'>,
  clock: Clock = systemClock,
): SearchPort {
  const log = logger('search');
  let restUntil = 0;
  const resting = () => clock.now().getTime() < restUntil;
  return {
    get engine() {
      return resting() ? 'postgres' : 'elasticsearch';
    },
    async contacts(search) {
      if (!resting()) {
        try {
          return await primary.contacts(search);
        } catch (error) {
          restUntil = clock.now().getTime() + restMs;
          log.warn({ err: error }, 'Elasticsearch does not answer; PostgreSQL searches for 30 seconds');
        }
      }
      return fallback.contacts(search);
    },
    ping: () => primary.ping(),
    index: primary.index,
    close: () => primary.close(),
  };
}
