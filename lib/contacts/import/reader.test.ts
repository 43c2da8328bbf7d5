import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvFormat, RawRow, ReadPoint } from './format';
import { delimiters, encodings, newlines } from './format';
import { readRows } from './reader';
import { MAX_RECORD } from './scan';

const format = (over: Partial<CsvFormat> = {}): CsvFormat => ({
  encoding: 'utf-8',
  delimiter: ',',
  newline: '\n',
  header: false,
  startsAt: 0,
  startsLine: 1,
  ...over,
});

const streamOf = (bytes: Uint8Array, piece: number) =>
  async function* open(offset: number): AsyncGenerator<Uint8Array> {
    for (let at = offset; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };

async function read(bytes: Uint8Array, over: Partial<CsvFormat> = {}, piece = 7, from?: ReadPoint, batchRows?: number) {
  const batches: { rows: RawRow[]; next: ReadPoint }[] = [];
  const options = { ...(from ? { from } : {}), ...(batchRows ? { batchRows } : {}) };
  for await (const batch of readRows(streamOf(bytes, piece), format(over), options)) batches.push(batch);
  return { batches, rows: batches.flatMap((batch) => batch.rows) };
}

const text = (csv: string) => new TextEncoder().encode(csv);

function encode(csv: string, encoding: CsvFormat['encoding']): Uint8Array {
  if (encoding === 'utf-8') return text(csv);
  if (encoding === 'windows-1252') return Buffer.from(csv, 'latin1');
  const bytes = Buffer.from(csv, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

function write(table: string[][], f: CsvFormat, quoteAll: boolean): string {
  const cell = (value: string, alone: boolean) =>
    quoteAll || (alone && value === '') || /["\r\n]/.test(value) || value.includes(f.delimiter)
      ? `"${value.replaceAll('"', '""')}"`
      : value;
  return table.map((row) => row.map((value) => cell(value, row.length === 1)).join(f.delimiter) + f.newline).join('');
}

const awkward = fc.string({
  unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', '|', ' ', 'a', 'é', 'ß'),
  maxLength: 12,
});
const latin = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((c) => c < 0x7f || c > 0x9f)
    .map((c) => String.fromCharCode(c)),
  maxLength: 12,
});
const unicode = fc.string({ unit: 'grapheme', maxLength: 12 });

const cases = fc
  .record({
    encoding: fc.constantFrom(...encodings),
    delimiter: fc.constantFrom(...delimiters),
    newline: fc.constantFrom(...newlines),
    quoteAll: fc.boolean(),
    width: fc.integer({ min: 1, max: 5 }),
    piece: fc.integer({ min: 1, max: 40 }),
    batchRows: fc.integer({ min: 1, max: 4 }),
  })
  .chain((options) => {
    const cell = options.encoding === 'windows-1252' ? fc.oneof(awkward, latin) : fc.oneof(awkward, latin, unicode);
    const row = fc.array(cell, { minLength: options.width, maxLength: options.width });
    return fc.record({ options: fc.constant(options), table: fc.array(row, { maxLength: 12 }) });
  });

describe('reading a table back', () => {
  it('gives every cell as it was written, whatever the delimiter, quoting, line break, encoding and chunk size', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ options, table }) => {
        const f = format(options);
        const bytes = encode(write(table, f, options.quoteAll), options.encoding);
        const { rows } = await read(bytes, f, options.piece, undefined, options.batchRows);
        expect(rows.map((row) => row.cells)).toEqual(table);
        expect(rows.filter((row) => row.flaw)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same rows, lines and flaws when it starts again behind any batch, also in broken files', async () => {
    const broken = fc.string({ unit: fc.constantFrom('"', '"', ',', '\n', '\r\n', 'a', 'ü'), maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(
        broken,
        fc.constantFrom(...encodings),
        fc.integer({ min: 1, max: 9 }),
        async (csv, encoding, piece) => {
          const bytes = encode(csv, encoding);
          const whole = await read(bytes, { encoding }, piece, undefined, 1);
          for (const [i, batch] of whole.batches.entries()) {
            const rest = await read(bytes, { encoding }, piece + 1, JSON.parse(JSON.stringify(batch.next)));
            expect(rest.rows).toEqual(whole.rows.slice(i + 1));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not depend on where chunks are cut', async () => {
    const broken = fc.string({ unit: fc.constantFrom('"', '"', ',', '\n', '\r\n', 'a'), maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(broken, fc.integer({ min: 1, max: 9 }), async (csv, piece) => {
        expect((await read(text(csv), {}, piece)).rows).toEqual((await read(text(csv), {}, 1000)).rows);
      }),
    );
  });

  it('agrees with csv-parse on well-formed files', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ options, table }) => {
        const f = format({ ...options, encoding: 'utf-8' });
        const csv = write(table, f, options.quoteAll);
        const expected: string[][] = parse(csv, { delimiter: f.delimiter, record_delimiter: f.newline });
        expect((await read(text(csv), f)).rows.map((row) => row.cells)).toEqual(expected);
      }),
    );
  });
});

describe('rows that are not as they should be', () => {
  it('keeps short and long rows, flagged, each with the physical line on which it starts', async () => {
    const { rows } = await read(text('a,b\n1,2\n\n"x\ny",3\n4\n5,6,7'), { header: true });
    expect(rows).toEqual([
      { line: 2, cells: ['1', '2'] },
      { line: 4, cells: ['x\ny', '3'] },
      { line: 6, cells: ['4'], flaw: 'short' },
      { line: 7, cells: ['5', '6', '7'], flaw: 'long' },
    ]);
  });

  it('reports an opening quote that is never closed as one bad row and reads on behind its line', async () => {
    const { rows } = await read(text('a,b\n1,"x\n2,y\n3,z\n'), { header: true });
    expect(rows.map((row) => [row.line, row.flaw ?? 'good'])).toEqual([
      [2, 'unclosed_quote'],
      [3, 'good'],
      [4, 'good'],
    ]);
  });

  it('reports a record over 1 MiB and reads on', async () => {
    const { rows } = await read(text(`a,b\n1,${'x'.repeat(MAX_RECORD)}\n2,y\n`), { header: true }, 50_000);
    expect(rows.map((row) => [row.line, row.flaw ?? 'good', row.cells[0]?.length])).toEqual([
      [2, 'too_large', 200],
      [3, 'good', 1],
    ]);
  });

  it('reports a row of more than 1,000 cells', async () => {
    const { rows } = await read(text(`a,b\n${','.repeat(5000)}\n2,y\n`), { header: true }, 500);
    expect(rows.map((row) => [row.flaw ?? 'good', row.cells.length])).toEqual([
      ['too_large', 1000],
      ['good', 2],
    ]);
  });

  it('stays linear when quotes open on every line and none closes', async () => {
    const started = performance.now();
    const { rows } = await read(text('a","b\n'.repeat(400_000)), {}, 65_536);
    expect(rows.length).toBeGreaterThan(100_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('reads a stray Latin-1 name in a UTF-8 file', async () => {
    const bytes = Buffer.concat([text('Zoë,ü\n'), Buffer.from('Müller,x\n', 'latin1')]);
    expect((await read(bytes)).rows.map((row) => row.cells[0])).toEqual(['Zoë', 'Müller']);
  });

  it('passes an error of the stream on', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield text('a,b\n');
      throw new Error('disk gone');
    }
    const all = async () => {
      for await (const batch of readRows(broken, format())) void batch;
    };
    await expect(all()).rejects.toThrow('disk gone');
  });
});
