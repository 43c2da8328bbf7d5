import type { TagsTx } from '@/db/client';
import type { RowProblem } from '../import/row';
import { contactsImportedFacts } from '../events';
import type { PreparedBatch, RowReport } from './batch';
import type { Plan } from './plan';
import { refusedWords, type Said } from './rules';
import type { Stored } from './store';

const clashWords = {
  email: 'this email address belongs to another contact',
  externalId: 'this external id belongs to another contact',
} as const;

const refusalKept = (what: Said): string =>
  `. That it refuses ${refusedWords[what]} counts all the same, for whoever has its address or number`;

export interface Tally {
  created: number;
  updated: number;
  unchanged: number;
  repeated: number;
  failed: number;
  warnings: number;
}

/** The counts of a batch once the database has spoken, and every problem of its rows. */
export function settleBatch(batch: PreparedBatch, stored: Stored): { tally: Tally; reports: RowReport[] } {
  const clashed = new Map(stored.clashes.map((clash) => [clash.n, clash]));
  const reports = [...batch.reports];
  for (const [n, { field, value, refuses }] of clashed) {
    const staged = batch.staged[n];
    if (!staged) continue;
    const problem: RowProblem = {
      line: staged.raw.line,
      column: '',
      value,
      message: `${clashWords[field]}; mend the row or that contact${refuses ? refusalKept(refuses) : ''}`,
      severity: 'error',
    };
    const known = reports.find((report) => report.raw === staged.raw);
    if (known) known.problems.push(problem);
    else reports.push({ raw: staged.raw, problems: [problem] });
  }
  const warned = batch.staged.filter((row, n) => row.warned && !clashed.has(n)).length;
  return {
    reports,
    tally: {
      created: stored.created.length,
      updated: stored.updated.length,
      unchanged: stored.unchanged,
      repeated: batch.repeated,
      failed: batch.failed + clashed.size,
      warnings: warned + batch.repeated,
    },
  };
}

const kept = (text: string): string => text.replace(/\p{Surrogate}|\0/gu, '\ufffd');

async function writeReports(sql: TagsTx, { rules }: Plan, reports: readonly RowReport[]): Promise<void> {
  const rows = reports.flatMap(({ raw, problems }) => {
    const cells = JSON.stringify(raw.cells.map(kept));
    return problems.map((problem, n) => ({ ...problem, n, cells }));
  });
  if (rows.length === 0) return;
  await sql`
    insert into contact_import_errors (tenant_id, import_id, line, n, severity, column_name, value, message, row)
    select ${rules.tenant}, ${rules.importId}, e.line, e.n, e.severity, nullif(e.name, ''), e.value, e.message, e.cells::jsonb
    from unnest(${rows.map((row) => row.line)}::int[], ${rows.map((row) => row.n)}::int[], ${rows.map((row) => row.severity)}::text[], ${rows.map((row) => kept(row.column))}::text[],
      ${rows.map((row) => kept(row.value))}::text[], ${rows.map((row) => kept(row.message))}::text[], ${rows.map((row) => row.cells)}::text[])
      as e (line, n, severity, name, value, message, cells)`;
}

/** Writes problems, facts, counts and the place to go on from, in the transaction of the rows. */
export async function recordBatch(sql: TagsTx, plan: Plan, batch: PreparedBatch, stored: Stored): Promise<void> {
  const { rules } = plan;
  const { tally, reports } = settleBatch(batch, stored);
  await writeReports(sql, plan, reports);
  const facts = contactsImportedFacts(
    rules.importId,
    [...new Set([...stored.created, ...stored.updated, ...stored.refused])],
    rules.now,
  );
  if (facts.length > 0) {
    await sql`insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
      select ${rules.tenant}, f.type, f.entity, ${rules.importId}, ${rules.now.getTime()}, f.payload::jsonb, ${rules.now}
      from unnest(${facts.map((fact) => fact.type)}::text[], ${facts.map((fact) => fact.entityType)}::text[], ${facts.map((fact) => JSON.stringify(fact.payload))}::text[]) as f (type, entity, payload)`;
  }
  const { offset, line, width, oneLineUntil } = batch.next;
  await sql`
    update contact_imports set byte_offset = ${offset}, line_offset = ${line}, format = jsonb_set(format, '{resume}', ${JSON.stringify({ width, oneLineUntil })}::text::jsonb),
      total_rows = total_rows + ${batch.total}, created_rows = created_rows + ${tally.created}, updated_rows = updated_rows + ${tally.updated},
      skipped_rows = skipped_rows + ${tally.unchanged + tally.repeated}, failed_rows = failed_rows + ${tally.failed}, warning_rows = warning_rows + ${tally.warnings}
    where tenant_id = ${rules.tenant} and id = ${rules.importId}`;
}
