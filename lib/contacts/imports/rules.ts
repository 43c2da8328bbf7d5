import type { TagsTx } from '@/db/client';
import type { ImportKey } from '../import/mapping';
import { channels, type Channel, type LedgerPurpose } from '../vocabulary';

/** What the rows of an import mean beside their own cells. */
export interface StoreRules {
  tenant: string;
  importId: string;
  key: ImportKey;
  onConflict: 'update' | 'keep';
  /** Other fields that no two contacts may share and that the file has. */
  alsoUnique: readonly ('email' | 'externalId')[];
  hasTags: boolean;
  /** Whether a column of the file says yes or no. */
  hasConsents: boolean;
  /** Whether a column says who is not to be contacted. */
  hasClosing: boolean;
  /** Channels that all rows agree to; none that the file has a column for. */
  consent: readonly Channel[];
  /** What people said later than this is newer than the file. */
  uploadedAt: Date;
  consentSource: string;
  actor: string;
  now: Date;
}

export const keyColumns = { email: 'email_normalized', externalId: 'external_id', phone: 'phone_e164' } as const;

/**
 * The contact that has a row's key; of several with one phone number, the oldest. A scalar subquery, since any join is turned
 * round by a planner whose statistics lag behind a growing table (measured: 240 rows/s instead of 22,000).
 */
export const holder = (sql: TagsTx, tenant: string, field: ImportKey) => {
  const column = sql(keyColumns[field]);
  return sql`(select k.id from (select c.id from contacts c where c.tenant_id = ${tenant} and c.${column} = s.${column} and c.deleted_at is null offset 0) k order by k.id limit 1)`;
};

/** Where a channel reaches people whom a file can name; one that goes to neither is refused by who has the one or the other. */
export const reachedBy: Record<Channel, readonly ('email' | 'phone')[]> = {
  email: ['email'],
  sms: ['phone'],
  whatsapp: ['phone'],
  push: ['email', 'phone'],
  webhook: ['email', 'phone'],
};
export const reached = (by: 'email' | 'phone'): Channel[] => channels.filter((one) => reachedBy[one].includes(by));

/** What the lines of an import are about: marketing, or a channel as a whole. */
export type Said = Extract<LedgerPurpose, 'marketing' | 'any'>;
export const refusedWords: Record<Said, string> = { marketing: 'marketing', any: 'all contact' };

const saidOf = (purpose: Said) =>
  channels.map((channel) => {
    const [by, ...more] = reachedBy[channel];
    const says = purpose === 'any' ? 'case when s.closes then false end' : `s.says_${channel}`;
    return `('${channel}', '${purpose}', ${by && more.length === 0 ? `s.${keyColumns[by]}` : 'null'}, ${says})`;
  });
const [said, alsoClosing] = [saidOf('marketing'), [...saidOf('marketing'), ...saidOf('any')]];

/** What a row can say about, with the address or number for it and the yes or no of its own columns. */
export const sayings = (sql: TagsTx, { hasClosing }: Pick<StoreRules, 'hasClosing'>, alias: 'i' | 'v' = 'i') =>
  sql`(values ${sql.unsafe((hasClosing ? alsoClosing : said).join(', '))}) ${sql(alias)} (channel, purpose, identifier, says)`;
