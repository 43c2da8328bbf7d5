export { tenantsOf } from './documents';
export { openSearch } from './open';
export type { SearchCursor, SearchPage, SearchPort } from './port';
export { checkDrift, indexContacts, reindexContacts, repairDrift, type Drift } from './reindex';
