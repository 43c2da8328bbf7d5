import { and, eq } from 'drizzle-orm';
import { contactImports } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { lookAt } from './look';
import { presentImport } from './present';
import { findImport, uploading } from './queries';
import { Import, ImportCreate } from './schema';
import { begin, formatOf, requireMeaning, suggested } from './settings';

/** Second half of POST /imports, when the bytes are stored: looks at the file, and starts unless told to hold. */
export const createImport = command({
  name: 'imports.create',
  summary: 'Import contacts from a CSV file',
  access: 'contacts:import',
  input: ImportCreate,
  output: Import,
  entity: (_, made) => ({ type: 'import', id: made.id }),
  async run(ctx, { uploadId: id, ...input }) {
    const mine = and(
      eq(contactImports.tenantId, ctx.tenant),
      eq(contactImports.id, id),
      eq(contactImports.status, uploading),
    );
    const [upload] = await ctx.tx
      .select({ bytes: contactImports.fileBytes })
      .from(contactImports)
      .where(mine)
      .for('update');
    if (!upload) throw notFound('upload');
    const sniffed = await lookAt(ctx, { id, fileBytes: upload.bytes });
    const mapping = input.mapping ?? (await suggested(ctx, sniffed));
    await ctx.tx
      .update(contactImports)
      .set({
        status: 'uploaded',
        format: formatOf(sniffed),
        mapping,
        consentSource: input.consentSource,
        consent: input.consent,
      })
      .where(mine);
    if (!input.hold && !input.mapping) requireMeaning(mapping, sniffed.columns);
    if (!input.hold)
      await begin(ctx, {
        id,
        fileName: input.fileName,
        titles: sniffed.columns,
        mapping,
        consentSource: input.consentSource,
        consent: input.consent,
      });
    ctx.audit({ fileName: input.fileName, bytes: upload.bytes, consentSource: input.consentSource, held: input.hold });
    return presentImport(await findImport(ctx, id));
  },
});
