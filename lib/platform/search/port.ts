import type { TenantId } from '../ids';

export interface SearchPage {
  /** Ids in the order of the list. */
  ids: string[];
  /** Where to go on; opaque, and only good for the engine that gave it. */
  next: (string | number | null)[] | null;
}

export interface ContactSearch {
  tenant: TenantId;
  q: string;
  limit: number;
  after: (string | number | null)[] | null;
}

/** Finding contacts by what a person types. PostgreSQL answers when no Elasticsearch is set, or while it is down. */
export interface SearchPort {
  readonly engine: 'postgres' | 'elasticsearch';
  contacts(search: ContactSearch): Promise<SearchPage>;
}
