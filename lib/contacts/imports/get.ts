import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { contactImports } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { presentImport } from './present';
import { findImport, selectImports } from './queries';
import { Import, ImportList, ImportPage, ImportRef } from './schema';

export const getImport = query({
  name: 'imports.get',
  summary: 'Read one import: its status and the counts of its rows',
  access: 'contacts:import',
  http: { method: 'GET', path: '/imports/{id}' },
  input: ImportRef,
  output: Import,
  run: async (ctx, { id }) => presentImport(await findImport(ctx, id)),
});

export const listImports = query({
  name: 'imports.list',
  summary: 'List imports, newest first',
  access: 'contacts:import',
  http: { method: 'GET', path: '/imports' },
  input: ImportList,
  output: ImportPage,
  async run(ctx, { cursor, limit }) {
    const after = cursor ? [sql`${contactImports.id} < ${decodeCursor(cursor, z.tuple([z.uuid()]))[0]}::uuid`] : [];
    return toPage(await selectImports(ctx, after, limit + 1), limit, presentImport, (row) => [row.id]);
  },
});
