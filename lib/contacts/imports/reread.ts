import { and, eq } from 'drizzle-orm';
import { contactImports } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { draftMapping } from '../import/mapping';
import { lookAt } from './look';
import { presentImport, statusOf } from './present';
import { findImport, lockImport } from './queries';
import { Import, ImportReread } from './schema';
import { formatOf, suggested } from './settings';

/** Reads a held file as a person says it is written; its columns and their mapping are found anew, the rules stay. Errors: not_found, conflict, invalid. */
export const rereadImport = command({
  name: 'imports.reread',
  summary: 'Correct how the file of an import that is not started is read; this finds its columns and mapping anew',
  access: 'contacts:import',
  http: { method: 'POST', path: '/imports/{id}/reread' },
  input: ImportReread,
  output: Import,
  entity: (input) => ({ type: 'import', id: input.id }),
  async run(ctx, { id, ...told }) {
    const row = await lockImport(ctx, id);
    if (statusOf(row) !== 'uploaded')
      throw conflict(`This import is ${statusOf(row)} already; how its file is read cannot change any more.`);
    const sniffed = await lookAt(ctx, row, told);
    const before = draftMapping.safeParse(row.mapping).data;
    const rules = before ? { defaultCountry: before.defaultCountry, onConflict: before.onConflict } : {};
    const mapping = { ...(await suggested(ctx, sniffed)), ...rules };
    await ctx.tx
      .update(contactImports)
      .set({ format: formatOf(sniffed), mapping, updatedAt: ctx.clock.now() })
      .where(and(eq(contactImports.tenantId, ctx.tenant), eq(contactImports.id, id)));
    return presentImport(await findImport(ctx, id));
  },
});
