import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TagsTx } from '@/db/client';
import { displayNameOf } from '../contact';
import type { ImportedContact } from '../import/row';
import { channels } from '../vocabulary';

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in the text format of COPY; absent is null. */
const field = (value: string | undefined): string =>
  value === undefined ? '\\N' : special.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => escapes[c] ?? c) : value;

const flag = (value: boolean | null | undefined): string => (value == null ? '\\N' : value ? 't' : 'f');

/** Row `n` of a batch as COPY reads it. */
export const copyLine = (n: number, id: string, c: ImportedContact): string =>
  `${n}\t${id}\t${field(c.externalId)}\t${field(c.email)}\t${field(c.emailNormalized)}\t${field(c.phone)}\t${field(c.phoneE164)}\t` +
  `${field(c.firstName)}\t${field(c.lastName)}\t${field(displayNameOf(c))}\t${field(c.language)}\t${field(c.country)}\t${field(c.timeZone)}\t` +
  `${field(c.attributes && JSON.stringify(c.attributes))}\t${field(c.tags && JSON.stringify(c.tags))}\t` +
  `${channels.map((channel) => flag(c.consents?.[channel])).join('\t')}\t${flag(c.doNotContact)}\n`;

const says = [...channels.map((channel) => `says_${channel}`), 'closes'];

/** Copies the lines of a batch into a temporary table of this transaction: COPY is refused on a table under row-level security. */
export async function stageRows(sql: TagsTx, copied: readonly Buffer[]): Promise<void> {
  await sql`
    create temp table import_rows (
      n integer primary key, contact_id uuid, external_id text, email text, email_normalized text, phone text, phone_e164 text, first_name text, last_name text,
      display_name text, language text, country text, time_zone text, attributes jsonb, tags jsonb, ${sql.unsafe(says.map((column) => `${column} boolean`).join(', '))},
      known boolean not null default false, clash text, tagged boolean not null default false, consented boolean not null default false, changed boolean not null default false
    ) on commit drop`;
  const copy = await sql`
    copy import_rows (n, contact_id, external_id, email, email_normalized, phone, phone_e164, first_name, last_name, display_name, language, country, time_zone, attributes, tags, ${sql(says)})
    from stdin`.writable();
  await pipeline(Readable.from(copied), copy);
}
