import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { csvLine } from '@/lib/platform/csv';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { findImport } from './queries';
import { ImportFormat, ImportRef } from './schema';

const pageRows = 2_000;

interface ErrorRow {
  line: number;
  n: number;
  severity: string;
  column: string | null;
  value: string | null;
  message: string;
  row: string[];
}

/** Every row with a problem as CSV: its line, what is wrong, then the columns as they stood in the file. Throws `not_found`. */
export async function importErrorsCsv(
  ctx: Ctx,
  given: unknown,
): Promise<{ fileName: string; lines: AsyncGenerator<string> }> {
  const { id } = parseInput(ImportRef, given);
  const found = await withTenant(ctx, (tx) => findImport(tx, id));
  const titles = found.format ? ImportFormat.parse(found.format).columns.map((column) => column.title) : [];
  return {
    fileName:
      found.fileName
        .replace(/\.[^.]*$/, '')
        .replace(/[^\w.-]+/g, '_')
        .slice(0, 100) || 'import',
    lines: errorLines(ctx, id, titles),
  };
}

async function* errorLines(ctx: Ctx, id: string, titles: readonly string[]): AsyncGenerator<string> {
  yield `\ufeff${csvLine(['line', 'severity', 'column', 'value', 'message', ...titles])}`;
  let after: Pick<ErrorRow, 'line' | 'n'> = { line: -1, n: -1 };
  for (;;) {
    const rows = await withTenantTags(
      ctx,
      (sql) => sql<ErrorRow[]>`
      select line, n, severity, column_name as column, value, message, row from contact_import_errors
      where tenant_id = ${ctx.tenant} and import_id = ${id} and (line, n) > (${after.line}, ${after.n}) order by line, n limit ${pageRows}`,
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows
      .map((row) =>
        csvLine([String(row.line), row.severity, row.column ?? '', row.value ?? '', row.message, ...row.row]),
      )
      .join('');
    after = last;
  }
}
