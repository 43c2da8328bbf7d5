import { invalid } from '@/lib/platform/errors';
import { looksLike } from './columns';
import type { CsvFormat, Encoding } from './format';
import { delimiters, unitBytes, unitReader } from './format';
import { startOf } from './reader';
import { RecordScanner } from './scan';

/** How many bytes of the start of a file are enough. */
export const SNIFF_BYTES = 256 << 10;

const SAMPLE_ROWS = 200;

export interface Sniffed {
  format: CsvFormat;
  /** Names of the columns: the header's cells, or `Column 1` … where there is no header. */
  columns: string[];
  /** Up to 200 rows below the header. */
  sample: string[][];
}

/** What a person says of a file; it is believed over what the bytes look like. */
export type Told = Partial<Pick<CsvFormat, 'encoding' | 'delimiter' | 'header'>>;

/** Finds out how to read a file from its first bytes; `whole` says that these are all. Errors: invalid, with the way out. */
export function sniff(bytes: Uint8Array, whole: boolean, told: Told = {}): Sniffed {
  refuseOthers(bytes);
  const { encoding: found, bom } = detectEncoding(bytes, whole);
  const encoding = told.encoding ?? found;
  if (unitBytes(encoding) !== unitBytes(found))
    throw invalid(`The bytes of this file are ${found}, and cannot be read as ${encoding}.`, {
      encoding: 'does not fit',
    });
  const head = bytes.subarray(bom, SNIFF_BYTES);
  const units = unitReader(encoding)(head);
  const newline = detectNewline(units);
  const hint = /^sep=([,;\t|])\r?\n/i.exec(units);
  const skipped = hint ? hint[0].length : 0;
  const base: CsvFormat = {
    encoding,
    newline,
    delimiter: ',',
    header: false,
    startsAt: bom + skipped * unitBytes(encoding),
    startsLine: hint ? 2 : 1,
  };
  const body = units.slice(skipped);
  const complete = whole && bytes.length <= SNIFF_BYTES;
  const hinted = delimiters.find((delimiter) => delimiter === hint?.[1]);
  const delimiter = told.delimiter ?? hinted ?? bestDelimiter(body, base, complete);
  const rows = readSample(body, { ...base, delimiter }, complete);
  const first = rows[0];
  if (!first)
    throw invalid('The file has no rows. Upload a CSV file with a header and at least one row.', { file: 'empty' });
  const header = told.header ?? isHeader(first, rows.slice(1));
  const columns = first.map((cell, i) => (header ? cell.trim() : '') || `Column ${i + 1}`);
  return { format: { ...base, delimiter, header }, columns, sample: header ? rows.slice(1) : rows };
}

function refuseOthers(bytes: Uint8Array): void {
  if (bytes.length === 0) throw invalid('The file is empty. Upload a CSV file.', { file: 'empty' });
  const magic = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (magic.startsWith('PK\u0003\u0004') || magic.startsWith('\u00d0\u00cf\u0011\u00e0')) {
    throw invalid('This is an Excel workbook or an archive. Save the sheet as CSV and upload that.', {
      file: 'not CSV',
    });
  }
  if (magic.startsWith('%PDF') || magic.startsWith('\u001f\u008b') || magic.startsWith('\u0089PNG')) {
    throw invalid('This is not a text file. Upload a CSV file, not compressed.', { file: 'not CSV' });
  }
}

function detectEncoding(bytes: Uint8Array, whole: boolean): { encoding: Encoding; bom: number } {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bom: 2 };
  const head = bytes.subarray(0, SNIFF_BYTES);
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length / 8 && even < odd / 8) return { encoding: 'utf-16le', bom: 0 };
  if (even > head.length / 8 && odd < even / 8) return { encoding: 'utf-16be', bom: 0 };
  if (even + odd > 0) {
    throw invalid('This is not a text file: it has zero bytes. Save the table as CSV (UTF-8).', { file: 'not CSV' });
  }
  return { encoding: isUtf8(head, whole && head.length === bytes.length) ? 'utf-8' : 'windows-1252', bom: 0 };
}

/** Whether the bytes are UTF-8; a character cut off at the end counts as good unless the file ends there. */
function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

function detectNewline(units: string): CsvFormat['newline'] {
  const at = units.indexOf('\n');
  if (at < 0) return units.includes('\r') ? '\r' : '\n';
  return units[at - 1] === '\r' ? '\r\n' : '\n';
}

function readSample(units: string, format: CsvFormat, complete: boolean): string[][] {
  const scanner = new RecordScanner(format, startOf(format));
  scanner.push(units, complete || !units.includes(format.newline));
  const rows: string[][] = [];
  for (let row = scanner.next(); row && rows.length < SAMPLE_ROWS; row = scanner.next()) rows.push(row.cells);
  return rows;
}

/** The delimiter under which most records have the same number of cells, more than one; quotes are minded. */
function bestDelimiter(units: string, base: CsvFormat, complete: boolean): CsvFormat['delimiter'] {
  let best: { delimiter: CsvFormat['delimiter']; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const widths = readSample(units, { ...base, delimiter }, complete).map((cells) => cells.length);
    const tally = new Map<number, number>();
    for (const width of widths) tally.set(width, (tally.get(width) ?? 0) + 1);
    const [width = 1, times = 0] = [...tally].filter(([w]) => w > 1).sort((x, y) => y[1] - x[1])[0] ?? [];
    const score = width > 1 ? (times / widths.length) * (1 + Math.log2(width)) * (widths[0] === width ? 1.5 : 1) : 0;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** A first row is a header unless it repeats itself, has mostly empty cells, or holds a value that only data has. */
function isHeader(first: string[], rest: string[][]): boolean {
  const names = first.map((cell) => cell.trim().toLowerCase());
  if (names.some((name) => ['email', 'phone', 'number', 'date', 'url'].includes(looksLike(name) ?? ''))) return false;
  const named = names.filter((name) => name !== '');
  if (named.length < first.length / 2 || named.length === 0) return false;
  return rest.length === 0 || new Set(named).size === named.length;
}
