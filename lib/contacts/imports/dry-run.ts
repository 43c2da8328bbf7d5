import { query } from '@/lib/platform/command';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { conflict, invalid } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { readRows, startOf } from '../import/reader';
import { contactReader } from '../import/row';
import { FileKeys, prepareBatch } from './batch';
import { consentWarnings } from './consent-warnings';
import { planOf } from './plan';
import { groupProblems } from './problem-groups';
import { statusOf } from './present';
import { findImport } from './queries';
import { settleBatch } from './record';
import { DryRun, ImportDryRun } from './schema';
import { storeRows, type Stored } from './store';
import { readUpload } from './upload';

const shownProblems = 50;
const triedRows = 20_000;

class RolledBack extends Error {
  constructor(readonly stored: Stored) {
    super('rolled back on purpose');
  }
}

/** Stores the first rows by the very code of the import, and rolls back: what it counts is what would happen. */
export const dryRunImport = query({
  name: 'imports.dry_run',
  summary: 'Try a mapping on the first 20,000 rows of an uploaded file; nothing is changed',
  access: 'contacts:import',
  http: { method: 'POST', path: '/imports/{id}/dry-run' },
  input: ImportDryRun,
  output: DryRun,
  async run(ctx, { id, mapping, consent }) {
    const row = await findImport(ctx, id);
    if (statusOf(row) !== 'uploaded') throw conflict('This import was started already; a dry run comes before.');
    const plan = planOf(ctx, row, mapping, []);
    const read = contactReader(mapping, plan.titles, consent ?? row.consent);
    const reader = readRows((offset) => readUpload(ctx, row, offset), plan.format, {
      width: plan.titles.length,
      batchRows: triedRows,
    });
    const first = await reader.next();
    if (first.done)
      throw invalid('The file has a header and no rows. Upload one with at least one row.', { file: 'no rows' });
    await reader.return(undefined);
    const { rows, next } = first.value;
    const batch = prepareBatch(rows, { from: startOf(plan.format), next }, read, new FileKeys(mapping.key), () =>
      uuidv7(plan.rules.now),
    );
    const stored = await withTenantTags(ctx, async (sql): Promise<Stored> => {
      throw new RolledBack(await storeRows(sql, batch, plan.rules));
    }).catch((error: unknown) => {
      if (error instanceof RolledBack) return error.stored;
      throw error;
    });
    const told = consentWarnings(plan.format.columns, mapping, consent ?? row.consent);
    const { tally, reports } = settleBatch(batch, stored);
    const problems = reports.flatMap((report) => report.problems).sort((a, b) => a.line - b.line);
    return {
      ...{ rows: batch.total, ...tally, sampled: next.offset < row.fileBytes, consentWarnings: told },
      ...{ problems: problems.slice(0, shownProblems), groups: groupProblems(problems) },
    };
  },
});
