import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { dryRunImport, receiveImport, rereadImport, saveImportMapping, startImport } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';

const database = await testDatabase();
const consentSource = 'Sign-up form 2025';
const hold = (ctx: Ctx, content: string) =>
  receiveImport(ctx, Readable.from([Buffer.from(content)]), { consentSource, hold: '1' });

describe('how the file of an import is read', () => {
  it('reads a held file as a person says, with its columns found anew, and its rows are tried so', async () => {
    const { ctx } = await testTenant(database);
    const csv = 'email;name, first\nzoe@example.org;"Zoé"\njan@example.org;Jan\n';
    const { id } = await hold(ctx, csv);
    const rules = { onConflict: 'keep', defaultCountry: 'DE' };
    const held = await saveImportMapping(ctx, {
      id,
      mapping: {
        columns: [
          { column: 0, target: 'email' },
          { column: 1, target: 'fullName' },
        ],
        ...rules,
      },
    });
    expect(held).toMatchObject({ format: { delimiter: ';', encoding: 'utf-8' } });
    const wrong = await rereadImport(ctx, { id, delimiter: ',', encoding: 'windows-1252' });
    expect(wrong.columns.map((column) => column.title)).toEqual(['email;name', 'first']);
    expect(wrong).toMatchObject({ format: { delimiter: ',', encoding: 'windows-1252', header: true } });
    const latin = await rereadImport(ctx, { id, delimiter: ';', encoding: 'windows-1252' });
    expect(latin.sample[0]).toEqual(['zoe@example.org', 'ZoÃ©']);
    expect((await rereadImport(ctx, { id, header: false })).sample).toHaveLength(3);
    await expect(rereadImport(ctx, { id, encoding: 'utf-16le' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { encoding: expect.any(String) },
    });
    const mended = await rereadImport(ctx, { id });
    expect(mended).toMatchObject({ format: held.format, columns: held.columns, mapping: rules });
    expect(await dryRunImport(ctx, { id, mapping: latin.mapping })).toMatchObject({ rows: 2, created: 2 });
    await startImport(ctx, { id, mapping: latin.mapping, consentSource });
    await expect(rereadImport(ctx, { id, delimiter: ',' })).rejects.toMatchObject({ code: 'conflict' });
  });
});
