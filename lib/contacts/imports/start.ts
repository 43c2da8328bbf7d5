import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import type { Channel } from '../vocabulary';
import { presentImport, statusOf } from './present';
import { findImport, lockImport } from './queries';
import { Import, ImportFormat, ImportStart } from './schema';
import { begin } from './settings';

export const startImport = command({
  name: 'imports.start',
  summary: 'Start an import that was uploaded and held, with the chosen mapping',
  access: 'contacts:import',
  http: { method: 'POST', path: '/imports/{id}/start' },
  input: ImportStart,
  output: Import,
  entity: (input) => ({ type: 'import', id: input.id }),
  async run(ctx, { id, consent, ...choice }) {
    const row = await lockImport(ctx, id);
    if (statusOf(row) !== 'uploaded')
      throw conflict(`This import is ${statusOf(row)} already. Upload the file again to import it once more.`);
    const titles = ImportFormat.parse(row.format).columns.map((column) => column.title);
    await begin(ctx, { id, fileName: row.fileName, titles, ...choice, consent: consent ?? (row.consent as Channel[]) });
    return presentImport(await findImport(ctx, id));
  },
});
