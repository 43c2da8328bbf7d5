import { sql } from 'drizzle-orm';
import { normaliseEmail, readCsvFile } from '@/lib/contacts';
import { suppressionReasons, type SuppressionReason } from '@/lib/pipeline/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { isStorable } from '@/lib/platform/text';
import { suppressionFact } from './events';
import { maxProblems, SuppressionImport, SuppressionsImported } from './schema';

interface Entry {
  email: string;
  reason: SuppressionReason;
  detail: string | null;
}

const batchRows = 5000;
const importedDetail = 'Imported';

/** Where address, reason and detail stand; an address column has a name that says so, else it is the only column. */
function placesIn(columns: readonly string[]): { email: number; reason: number; detail: number } {
  const find = (pattern: RegExp) => columns.findIndex((title) => pattern.test(title.trim()));
  const named = find(/^(?:e-?mail(?:[ _-]?address)?|address|recipient|adresse|mail)$/i);
  const email = named >= 0 ? named : columns.length === 1 ? 0 : find(/e-?mail/i);
  if (email < 0)
    throw invalid('No column holds addresses. Name one of them "email" in the first line of the file.', {
      file: 'has no column called email',
    });
  return { email, reason: find(/^reason$/i), detail: find(/^(?:detail|note|comment)$/i) };
}

function entryOf(cells: readonly string[], at: ReturnType<typeof placesIn>): Entry | { problem: string } {
  const given = (cells[at.email] ?? '').trim();
  const reasonText = (at.reason < 0 ? '' : (cells[at.reason] ?? '')).trim().toLowerCase();
  const detail = (at.detail < 0 ? '' : (cells[at.detail] ?? '')).trim().slice(0, 1000);
  if (!isStorable(given) || !isStorable(detail)) return { problem: 'holds a character that cannot be stored' };
  const email = normaliseEmail(given);
  if ('problem' in email) return email;
  const reason = suppressionReasons.find((one) => one === reasonText) ?? (reasonText === '' ? 'manual' : null);
  if (!reason) return { problem: `the reason must be one of ${suppressionReasons.join(', ')}, or empty` };
  return { email: email.normalized, reason, detail: detail || importedDetail };
}

/** Returns how many were new or are now for good. Existing ones stay as they are, save those that had an end. */
async function store(ctx: CommandCtx, entries: readonly Entry[]): Promise<number> {
  if (entries.length === 0) return 0;
  const now = ctx.clock.now().toISOString();
  const distinct = [...new Map(entries.map((one) => [`${one.reason} ${one.email}`, one])).values()];
  const rows = JSON.stringify(distinct);
  const made = await ctx.tx.execute(sql`
    insert into email_suppressions as s (tenant_id, email_normalized, reason, detail, created_by, created_at)
    select ${ctx.tenant}, e.email, e.reason, e.detail, ${actorLabel(ctx.actor)}, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as e(email text, reason text, detail text) order by e.email, e.reason
    on conflict (tenant_id, email_normalized, reason) where deleted_at is null do update
      set detail = excluded.detail, created_by = excluded.created_by, expires_at = null, created_at = excluded.created_at
      where s.expires_at is not null
    returning 1`);
  return made.length;
}

/** Takes a CSV file of addresses, whole or not at all; rows that are no addresses are told with their lines. Errors: invalid. */
export const importSuppressions = command({
  name: 'suppressions.import',
  summary: 'Stop all messages to the addresses of a CSV file',
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
        const value = (row.cells[at.email] ?? '').slice(0, 200).replaceAll('\0', '');
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
