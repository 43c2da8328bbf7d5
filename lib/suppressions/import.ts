import { sql } from 'drizzle-orm';
import { normaliseEmail, normalisePhone, readCsvFile } from '@/lib/contacts';
import {
  suppressedChannels,
  suppressionReasons,
  type SuppressedChannel,
  type SuppressionReason,
} from '@/lib/pipeline/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { csvMeaning } from '@/lib/platform/csv';
import { invalid } from '@/lib/platform/errors';
import { isStorable } from '@/lib/platform/text';
import { suppressionFact } from './events';
import { maxProblems, SuppressionImport, SuppressionsImported } from './schema';

interface Entry {
  email: string | null;
  phone: string | null;
  channel: SuppressedChannel;
  reason: SuppressionReason;
  detail: string | null;
}

const batchRows = 5000;
const importedDetail = 'Imported';

/** The text of a cell, also of one that our export kept from being a formula; '' where the file has none. */
const wordAt = (cells: readonly string[], place: number): string =>
  place < 0 ? '' : csvMeaning((cells[place] ?? '').trim());

/** Columns of a file; -1 where it has none. */
interface Places {
  email: number;
  phone: number;
  channel: number;
  reason: number;
  detail: number;
}

/** Where everything stands; the column of addresses, which may hold numbers too, has a name that says so, else it is the only one. */
function placesIn(columns: readonly string[]): Places {
  const find = (pattern: RegExp) => columns.findIndex((title) => pattern.test(title.trim()));
  const phone = find(/^(?:phone(?:[ _-]?number)?|mobile|number|telefon(?:nummer)?|handy|mobil)$/i);
  const named = find(/^(?:e-?mail(?:[ _-]?address)?|address|recipient|adresse|mail)$/i);
  const email = named >= 0 ? named : columns.length === 1 && phone < 0 ? 0 : find(/e-?mail/i);
  if (email < 0 && phone < 0)
    throw invalid(
      'No column holds addresses or numbers. Name one of them "email", "phone" or "address" in the first line of the file.',
      { file: 'has no column called email, phone or address' },
    );
  return {
    email,
    phone,
    channel: find(/^channel$/i),
    reason: find(/^reason$/i),
    detail: find(/^(?:detail|note|comment)$/i),
  };
}

const valueAt = (cells: readonly string[], at: Places): string => wordAt(cells, at.email) || wordAt(cells, at.phone);

/** Without an @ and with digits alone it is a number: what a file calls an address may be either. */
const isNumber = (given: string): boolean => /^'?(?:tel:)?[+(\d][\d\s()/.-]*$/i.test(given);

function entryOf(cells: readonly string[], at: Places): Entry | { problem: string } {
  const given = valueAt(cells, at);
  const word = (place: number) => wordAt(cells, place).toLowerCase();
  const detail = wordAt(cells, at.detail).slice(0, 1000);
  if (!isStorable(given) || !isStorable(detail)) return { problem: 'holds a character that cannot be stored' };
  const reason =
    suppressionReasons.find((one) => one === word(at.reason)) ?? (word(at.reason) === '' ? 'manual' : null);
  const channel =
    suppressedChannels.find((one) => one === word(at.channel)) ?? (word(at.channel) === '' ? 'all' : null);
  const said = { reason: reason ?? 'manual', channel: channel ?? 'all', detail: detail || importedDetail };
  const entry = isNumber(given) ? ofNumber(given, said) : ofMail(given, said);
  if ('problem' in entry) return entry;
  if (!reason) return { problem: `the reason must be one of ${suppressionReasons.join(', ')}, or empty` };
  if (!channel) return { problem: `the channel must be one of ${suppressedChannels.join(', ')}, or empty` };
  return entry;
}

type Said = Omit<Entry, 'email' | 'phone'>;

function ofNumber(given: string, said: Said): Entry | { problem: string } {
  const number = normalisePhone(given);
  return 'problem' in number ? number : { ...said, email: null, phone: number.e164 };
}

function ofMail(given: string, said: Said): Entry | { problem: string } {
  const email = normaliseEmail(given);
  return 'problem' in email ? email : { ...said, email: email.normalized, phone: null, channel: 'all' };
}

/** Returns how many were new or are now for good. Existing ones stay as they are, save those that had an end. */
async function store(ctx: CommandCtx, entries: readonly Entry[]): Promise<number> {
  if (entries.length === 0) return 0;
  const now = ctx.clock.now().toISOString();
  const distinct = [
    ...new Map(entries.map((one) => [`${one.reason} ${one.channel} ${one.email ?? one.phone}`, one])).values(),
  ];
  const rows = JSON.stringify(distinct);
  const made = await ctx.tx.execute(sql`
    insert into email_suppressions as s (tenant_id, email_normalized, phone_e164, channel, reason, detail, created_by, created_at)
    select ${ctx.tenant}, e.email, e.phone, e.channel, e.reason, e.detail, ${actorLabel(ctx.actor)}, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as e(email text, phone text, channel text, reason text, detail text) order by coalesce(e.email, e.phone), e.channel, e.reason
    on conflict (tenant_id, address, channel, reason) where deleted_at is null do update
      set detail = excluded.detail, created_by = excluded.created_by, expires_at = null, created_at = excluded.created_at
      where s.expires_at is not null
    returning 1`);
  return made.length;
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
    const result: SuppressionsImported = { total: 0, added: 0, existing: 0, invalid: 0, problems: [] };
    let batch: Entry[] = [];
    const flush = async () => {
      const added = await store(ctx, batch);
      result.added += added;
      result.existing += batch.length - added;
      batch = [];
    };
    for await (const row of rows) {
      result.total += 1;
      const flawed = row.flaw === 'unclosed_quote' || row.flaw === 'too_large';
      const entry = flawed ? { problem: 'the row cannot be read: a quote is not closed' } : entryOf(row.cells, at);
      if ('problem' in entry) {
        result.invalid += 1;
        const value = valueAt(row.cells, at).slice(0, 200).replaceAll('\0', '');
        if (result.problems.length < maxProblems)
          result.problems.push({ line: row.line, value, problem: entry.problem });
      } else batch.push(entry);
      if (batch.length >= batchRows) await flush();
    }
    await flush();
    const { total, added, existing, invalid: wrong } = result;
    ctx.audit({ total, added, existing, invalid: wrong });
    ctx.emit(suppressionFact('imported', ctx.requestId.slice(0, 60), ctx.clock.now()));
    return result;
  },
});
