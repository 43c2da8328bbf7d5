import { and, eq } from 'drizzle-orm';
import { contactImports } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { contactReader } from '../import/row';
import { presentImport, statusOf } from './present';
import { findImport, lockImport } from './queries';
import { Import, ImportFormat, ImportMappingSave } from './schema';

/** Keeps what somebody has chosen so far, so that they can leave and come back. Errors: not_found, conflict, invalid (a column that the file lacks). */
export const saveImportMapping = command({
  name: 'imports.save_mapping',
  summary: 'Keep the mapping of an import that is not started, finished or not',
  access: 'contacts:import',
  http: { method: 'PATCH', path: '/imports/{id}' },
  input: ImportMappingSave,
  output: Import,
  entity: (input) => ({ type: 'import', id: input.id }),
  async run(ctx, { id, mapping, consentSource, consent }) {
    const row = await lockImport(ctx, id);
    if (statusOf(row) !== 'uploaded')
      throw conflict(`This import is ${statusOf(row)} already; its mapping cannot change any more.`);
    const titles = ImportFormat.parse(row.format).columns.map((column) => column.title);
    contactReader(mapping, titles);
    await ctx.tx
      .update(contactImports)
      .set({
        mapping,
        ...(consentSource === undefined ? {} : { consentSource: consentSource || null }),
        ...(consent ? { consent } : {}),
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(contactImports.tenantId, ctx.tenant), eq(contactImports.id, id)));
    return presentImport(await findImport(ctx, id));
  },
});
