import type { CsvFormat, RawRow, ReadPoint } from './format';
import { unitReader } from './format';
import { RecordScanner } from './scan';

export interface RowBatch {
  rows: RawRow[];
  /** Start here to read what comes after this batch. */
  next: ReadPoint;
}

export interface ReadOptions {
  /** A point that an earlier batch carried; without it reading starts at the top and passes over the header. */
  from?: ReadPoint;
  /** Cells of a whole row; default: as many as the header, or the first row, has. */
  width?: number;
  /** Rows of a batch at most (default 20,000); a batch also ends after 8 MiB of file. */
  batchRows?: number;
}

const BATCH_BYTES = 8 << 20;
const PIECE = 256 << 10;

export const startOf = (format: CsvFormat): ReadPoint => ({
  offset: format.startsAt,
  line: format.startsLine,
  width: 0,
  oneLineUntil: 0,
});

/**
 * Reads a CSV file in batches with flat memory. `open` gives the bytes of the file from an offset on. Bad rows are kept and
 * flagged, never dropped; an error of the stream is passed on.
 */
export async function* readRows(
  open: (offset: number) => AsyncIterable<Uint8Array>,
  format: CsvFormat,
  options: ReadOptions = {},
): AsyncGenerator<RowBatch> {
  const from = { ...(options.from ?? startOf(format)) };
  if (options.width && from.width === 0) from.width = options.width;
  const scanner = new RecordScanner(format, from);
  const limit = options.batchRows ?? 20_000;
  let header = format.header && from.offset === format.startsAt;
  let start = from.offset;
  let rows: RawRow[] = [];
  for await (const { units, final } of pieces(open(from.offset), format)) {
    scanner.push(units, final);
    for (let row = scanner.next(); row; row = scanner.next()) {
      if (header) header = false;
      else rows.push(row);
      if (rows.length >= limit || scanner.point.offset - start >= BATCH_BYTES) {
        if (rows.length > 0) yield { rows, next: { ...scanner.point } };
        start = scanner.point.offset;
        rows = [];
      }
    }
  }
  if (rows.length > 0) yield { rows, next: { ...scanner.point } };
}

/** Joins small chunks, so that the scanner starts over less often, and marks the last one. */
async function* pieces(
  chunks: AsyncIterable<Uint8Array>,
  format: CsvFormat,
): AsyncGenerator<{ units: string; final: boolean }> {
  const read = unitReader(format.encoding);
  let held = '';
  for await (const chunk of chunks) {
    held += read(chunk);
    if (held.length < PIECE) continue;
    yield { units: held, final: false };
    held = '';
  }
  yield { units: held, final: true };
}
