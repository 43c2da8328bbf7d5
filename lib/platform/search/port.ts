import type { TenantId } from '../ids';

/** A place in the list; opaque, and understood by either engine. */
export type SearchCursor = (string | number | null)[];

export interface SearchPage {
  /** Ids in the order of the list. */
  ids: string[];
  /** Where to go on; null at the end. */
  next: SearchCursor | null;
  /** The place right behind each of the ids. */
  places: SearchCursor[];
}

/** What else those found must be. An engine may not know of all of it, or not yet: whoever shows them looks again. */
export interface SearchFilter {
  status?: string;
  tag?: string;
  segmentId?: string;
}

export interface ContactSearch {
  tenant: TenantId;
  q: string;
  limit: number;
  after: SearchCursor | null;
  filter?: SearchFilter;
}

/** Finding contacts by what a person types. PostgreSQL answers when no Elasticsearch is set, or while it is down. */
export interface SearchPort {
  /** Who answers at this moment. */
  readonly engine: 'postgres' | 'elasticsearch';
  contacts(search: ContactSearch): Promise<SearchPage>;
  /** Does the search server answer; true where none is set. */
  ping(): Promise<boolean>;
  /** What has to be kept in step with PostgreSQL; null where PostgreSQL itself is searched. */
  readonly index: ContactIndex | null;
  close(): Promise<void>;
}

/** What is searched of a contact; field names as in the index. */
export interface ContactDocument {
  tenant_id: TenantId;
  id: string;
  first_name: string | null;
  last_name: string | null;
  display_name: string;
  email: string | null;
  phone: string | null;
  external_id: string | null;
  status: string;
  tags: string[];
  attributes: {
    text: Record<string, string>;
    num: Record<string, number>;
    date: Record<string, string>;
    bool: Record<string, boolean>;
  };
  created_at: string;
  updated_at: string;
}

/** One state of a contact; no document: it is gone. Writing an older version than the index has changes nothing. */
export interface IndexEntry {
  tenant: TenantId;
  id: string;
  version: number;
  document: ContactDocument | null;
}

export type IndexedVersion = Pick<IndexEntry, 'tenant' | 'id' | 'version'>;

/** The contacts index of a search server: one name that is searched, behind it the index of one generation. */
export interface ContactIndex {
  /** Is there a generation that is searched. */
  ready(): Promise<boolean>;
  /** Makes an empty generation and returns its name. */
  create(now: Date): Promise<string>;
  /** Writes to a generation, or to the one that is searched. Throws `unavailable`, or `invalid` naming the entry that is refused. */
  write(entries: readonly IndexEntry[], generation?: string): Promise<void>;
  /** Makes a generation the one that is searched and removes all others. */
  publish(generation: string): Promise<void>;
  /** Makes all that was written visible. */
  refresh(): Promise<void>;
  count(tenant: TenantId): Promise<number>;
  /** What is indexed of a tenant, in order of the id. */
  scan(tenant: TenantId, after: string | null, limit: number): Promise<IndexedVersion[]>;
}
