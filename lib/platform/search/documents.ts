import { systemTags } from '../db/system';
import type { Services } from '../services';
import type { ContactDocument, IndexEntry } from './port';

interface ContactRow {
  id: string;
  version: number;
  deleted: boolean;
  first_name: string | null;
  last_name: string | null;
  display_name: string;
  email: string | null;
  phone_e164: string | null;
  external_id: string | null;
  status: string;
  attributes: Record<string, string | number | boolean>;
  tags: string[];
  created_at: Date;
  updated_at: Date;
}

/** Values by their type, since one tenant's text under a key must not refuse another's number. */
function typedAttributes(
  attributes: ContactRow['attributes'],
  dates: ReadonlySet<string>,
): ContactDocument['attributes'] {
  const typed: ContactDocument['attributes'] = { text: {}, num: {}, date: {}, bool: {} };
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'number') typed.num[key] = value;
    else if (typeof value === 'boolean') typed.bool[key] = value;
    else if (typeof value === 'string') typed[dates.has(key) ? 'date' : 'text'][key] = value;
  }
  return typed;
}

const entryOf = (tenant: string, row: ContactRow, dates: ReadonlySet<string>): IndexEntry => ({
  tenant,
  id: row.id,
  version: row.version,
  document: row.deleted
    ? null
    : {
        tenant_id: tenant,
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        display_name: row.display_name,
        email: row.email,
        phone: row.phone_e164,
        external_id: row.external_id,
        status: row.status,
        tags: row.tags,
        attributes: typedAttributes(row.attributes, dates),
        created_at: row.created_at.toISOString(),
        updated_at: row.updated_at.toISOString(),
      },
});

export interface ContactRange {
  tenant: string;
  /** These contacts, or those after an id in its order, or those that changed since an instant. */
  ids?: readonly string[];
  after?: string | null;
  changedSince?: Date;
  limit?: number;
}

/** Contacts as they stand in PostgreSQL, as entries of the index; deleted ones too, as such. Ids that never were are left out. */
export async function indexEntries(
  services: Pick<Services, 'system'>,
  { tenant, ids, after, changedSince, limit = 1000 }: ContactRange,
): Promise<IndexEntry[]> {
  const sql = systemTags(services);
  const [definitions, rows] = await Promise.all([
    sql<{ key: string }[]>`select key from attribute_definitions where tenant_id = ${tenant} and data_type = 'date'`,
    sql<ContactRow[]>`
      select c.id, c.version::int, c.deleted_at is not null as deleted, c.first_name, c.last_name, c.display_name, c.email, c.phone_e164, c.external_id, c.status, c.attributes,
        c.created_at, c.updated_at, array(select t.name from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
          where m.tenant_id = c.tenant_id and m.contact_id = c.id order by t.name) as tags
      from contacts c where c.tenant_id = ${tenant}
        ${ids ? sql`and c.id = any(${[...ids]}::uuid[])` : sql``} ${after ? sql`and c.id > ${after}::uuid` : sql``}
        ${changedSince ? sql`and c.updated_at >= ${changedSince}` : sql``}
      order by c.id limit ${limit}`,
  ]);
  const dates = new Set(definitions.map((d) => d.key));
  return rows.map((row) => entryOf(tenant, row, dates));
}

/** All of a tenant's contacts, or those that changed since an instant, a thousand at a time. */
export async function* walkContacts(
  services: Pick<Services, 'system'>,
  tenant: string,
  changedSince?: Date,
): AsyncGenerator<IndexEntry[]> {
  for (let after: string | null = null; ;) {
    const page: IndexEntry[] = await indexEntries(services, {
      tenant,
      after,
      ...(changedSince ? { changedSince } : {}),
    });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < 1000) return;
    after = last.id;
  }
}

export async function tenantsOf(services: Pick<Services, 'system'>): Promise<string[]> {
  const rows = await systemTags(services)<
    { id: string }[]
  >`select id from tenants where deleted_at is null order by id`;
  return rows.map((row) => row.id);
}
