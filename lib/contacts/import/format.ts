import { z } from 'zod';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export const delimiters = [',', ';', '\t', '|'] as const;
export const newlines = ['\n', '\r\n', '\r'] as const;

/** How the bytes of one CSV file are to be read; `startsAt` is the byte after byte order mark and `sep=` line. */
export const csvFormat = z.object({
  encoding: z.enum(encodings),
  delimiter: z.enum(delimiters),
  newline: z.enum(newlines),
  header: z.boolean(),
  startsAt: z.number().int().nonnegative(),
  startsLine: z.number().int().positive(),
});
export type CsvFormat = z.infer<typeof csvFormat>;
export type Encoding = CsvFormat['encoding'];

export const rowFlaws = ['short', 'long', 'unclosed_quote', 'too_large'] as const;
export type RowFlaw = (typeof rowFlaws)[number];

/** One record; `line` is the physical line of the file (from 1) on which it starts. */
export interface RawRow {
  line: number;
  cells: string[];
  flaw?: RowFlaw;
}

/** Where reading can start again: a record border, counted in bytes of the file as it was uploaded. */
export interface ReadPoint {
  offset: number;
  line: number;
  /** Cells that a whole row has; 0 = as many as the first row read. */
  width: number;
  /** Up to here a quoted cell may not span lines, because an opening quote before it was never closed. */
  oneLineUntil: number;
}

/** Bytes per character of the units that the scanner counts. */
export const unitBytes = (encoding: Encoding): 1 | 2 => (encoding.startsWith('utf-16') ? 2 : 1);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const western = new TextDecoder('windows-1252');

/** Turns scanned units (one character a byte, or UTF-16) into text. Stray bytes in UTF-8 are read as windows-1252. */
export function unitDecoder(encoding: Encoding): (units: string) => string {
  if (unitBytes(encoding) === 2) return (units) => units;
  if (encoding === 'windows-1252') {
    return (units) => (/[\u0080-\u009f]/.test(units) ? western.decode(Buffer.from(units, 'latin1')) : units);
  }
  return (units) => {
    if (!/[\u0080-\u00ff]/.test(units)) return units;
    const bytes = Buffer.from(units, 'latin1');
    try {
      return strictUtf8.decode(bytes);
    } catch {
      return western.decode(bytes);
    }
  };
}

/** Turns bytes, in whatever chunks they come, into units for the scanner. */
export function unitReader(encoding: Encoding): (chunk: Uint8Array) => string {
  if (unitBytes(encoding) === 1) {
    return (chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (chunk) => decoder.decode(chunk, { stream: true });
}
