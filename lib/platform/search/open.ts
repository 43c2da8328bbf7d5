import type { Config } from '../config';
import type { Services } from '../services';
import { elasticsearchContacts } from './elasticsearch';
import { withFallback } from './fallback';
import type { SearchPort } from './port';
import { postgresSearch } from './postgres';

/** The search of this process: Elasticsearch where it is set, with PostgreSQL behind it; else PostgreSQL. */
export function openSearch(settings: Config, services: Pick<Services, 'system'>): SearchPort {
  const postgres = postgresSearch(services);
  if (!settings.elasticsearchUrl) return postgres;
  return withFallback(
    elasticsearchContacts({ url: settings.elasticsearchUrl, prefix: settings.searchPrefix, ...settings.searchIndex }),
    postgres,
  );
}
