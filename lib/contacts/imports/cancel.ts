import { and, eq } from 'drizzle-orm';
import { contactImportChunks, contactImports } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { requestCancel } from '@/lib/platform/jobs';
import { presentImport, statusOf } from './present';
import { findImport, lockImport } from './queries';
import { Import, ImportRef } from './schema';

export const cancelImport = command({
  name: 'imports.cancel',
  summary: 'Cancel an import; what it has stored so far stays',
  access: 'contacts:import',
  http: { method: 'POST', path: '/imports/{id}/cancel' },
  input: ImportRef,
  output: Import,
  entity: (input) => ({ type: 'import', id: input.id }),
  async run(ctx, { id }) {
    const row = await lockImport(ctx, id);
    const status = statusOf(row);
    if (status === 'completed' || status === 'failed' || status === 'cancelled')
      throw conflict(`This import is ${status} already; there is nothing to cancel.`);
    const running = row.jobId ? (await requestCancel(ctx, row.jobId)).state === 'running' : false;
    // A worker that is at it stops at its next safe point, and takes the file away then.
    if (!running) {
      await ctx.tx
        .update(contactImports)
        .set({ status: 'cancelled', finishedAt: ctx.clock.now() })
        .where(and(eq(contactImports.tenantId, ctx.tenant), eq(contactImports.id, id)));
      await ctx.tx
        .delete(contactImportChunks)
        .where(and(eq(contactImportChunks.tenantId, ctx.tenant), eq(contactImportChunks.importId, id)));
    }
    return presentImport(await findImport(ctx, id));
  },
});
