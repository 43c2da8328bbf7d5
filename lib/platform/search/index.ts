export { tenantsOf } from './documents';
export { openSearch } from './open';
export type { SearchPort } from './port';
export { checkDrift, indexContacts, reindexContacts, repairDrift, type Drift } from './reindex';
