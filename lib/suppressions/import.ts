import { sql } from 'drizzle-orm';
import { readCsvFile } from '@/lib/contacts';
import { command, type CommandCtx } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { suppressionFact } from './events';
import {
  placesIn,
  readRow,
  unread,
  unreadNumbers,
  unreadTitles,
  valueAt,
  type Entry,
  type RowRead,
} from './import-row';
import { maxProblems, SuppressionImport, SuppressionsImported } from './schema';

const batchRows = 5000;
/** Rows that tell what a column holds that is not read, and such columns that are named. */
const lookedAt = 100;
const maxUnread = 5;

/** The entry that holds longest of those that a file has for one address or number. */
const longer = (a: Entry | undefined, b: Entry): Entry =>
  !a || (a.expiresAt !== null && (b.expiresAt === null || b.expiresAt > a.expiresAt)) ? b : a;

const keyOf = ({ email, phone, channel, reason }: Omit<Entry, 'detail' | 'expiresAt'>): string =>
  `${reason} ${channel} ${email ?? phone}`;

/** Returns how many rows brought something new or something that now holds longer. What stands is never shortened. */
async function store(ctx: CommandCtx, rows: readonly Entry[][]): Promise<number> {
  const now = ctx.clock.now().toISOString();
  const distinct = new Map<string, Entry>();
  for (const entry of rows.flat())
    if (entry.expiresAt === null || entry.expiresAt > now)
      distinct.set(keyOf(entry), longer(distinct.get(keyOf(entry)), entry));
  if (distinct.size === 0) return 0;
  const made = await ctx.tx.execute<Pick<Entry, 'email' | 'phone' | 'channel' | 'reason'>>(sql`
    insert into email_suppressions as s (tenant_id, email_normalized, phone_e164, channel, reason, detail, created_by, expires_at, created_at)
    select ${ctx.tenant}, e.email, e.phone, e.channel, e.reason, e.detail, ${actorLabel(ctx.actor)}, e."expiresAt", ${now}
    from jsonb_to_recordset(${JSON.stringify([...distinct.values()])}::jsonb) as e(email text, phone text, channel text, reason text, detail text, "expiresAt" timestamptz)
    order by coalesce(e.email, e.phone), e.channel, e.reason
    on conflict (tenant_id, address, channel, reason) where deleted_at is null do update
      set detail = excluded.detail, created_by = excluded.created_by, expires_at = excluded.expires_at, created_at = excluded.created_at
      where s.expires_at < coalesce(excluded.expires_at, 'infinity')
    returning email_normalized as email, phone_e164 as phone, channel, reason`);
  const fresh = new Set([...made].map(keyOf));
  return rows.filter((row) => row.filter((entry) => fresh.delete(keyOf(entry))).length > 0).length;
}

/** Takes a CSV file of addresses and numbers, whole or not at all; rows that are neither are told with their lines. Errors: invalid. */
export const importSuppressions = command({
  name: 'suppressions.import',
  summary: 'Stop all messages to the addresses and numbers of a CSV file',
  access: 'contacts:import',
  input: SuppressionImport,
  output: SuppressionsImported,
  async run(ctx, { file }) {
    const { columns, rows } = readCsvFile(file);
    const at = placesIn(columns);
    const counts = { total: 0, added: 0, existing: 0, invalid: 0, partial: 0, byHand: 0 };
    const result: SuppressionsImported = { ...counts, problems: [], unread: unreadTitles(columns, at) };
    let batch: Entry[][] = [];
    const told = new Set<number>();
    const tellUnread = (cells: readonly string[]) => {
      for (const place of unreadNumbers(cells, at).filter((one) => columns[one] !== undefined && !told.has(one))) {
        told.add(place);
        const value = (columns[place] ?? '').slice(0, 200).replaceAll('\0', '');
        result.problems.unshift({ line: 1, value, problem: unread });
      }
    };
    const flush = async () => {
      const added = await store(ctx, batch);
      result.added += added;
      result.existing += batch.length - added;
      batch = [];
    };
    for await (const row of rows) {
      result.total += 1;
      if (result.total <= lookedAt && told.size < maxUnread) tellUnread(row.cells);
      const flawed = row.flaw === 'unclosed_quote' || row.flaw === 'too_large';
      const read: RowRead = flawed
        ? { entries: [], problem: 'the row cannot be read: a quote is not closed' }
        : readRow(row.cells, at);
      const said = [read.problem, read.warning].filter(Boolean).join('; ');
      if (said !== '' && result.problems.length < maxProblems) {
        const value = valueAt(row.cells, at).slice(0, 200).replaceAll('\0', '');
        result.problems.push({ line: row.line, value, problem: said });
      }
      if (read.entries.length === 0) result.invalid += 1;
      else {
        batch.push(read.entries);
        if (read.problem !== null) result.partial += 1;
        if (read.warning) result.byHand += 1;
      }
      if (batch.length >= batchRows) await flush();
    }
    await flush();
    const { total, added, existing, invalid: wrong } = result;
    ctx.audit({ total, added, existing, invalid: wrong });
    ctx.emit(suppressionFact('imported', ctx.requestId.slice(0, 60), ctx.clock.now()));
    return result;
  },
});
