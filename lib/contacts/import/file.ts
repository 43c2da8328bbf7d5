import type { RawRow } from './format';
import { readRows } from './reader';
import { sniff, SNIFF_BYTES } from './sniff';

/** A whole CSV file in memory, read as imports are: delimiter, encoding and header are found out. Errors: invalid. */
export function readCsvFile(bytes: Uint8Array): { columns: string[]; rows: AsyncGenerator<RawRow> } {
  const { format, columns } = sniff(bytes.subarray(0, SNIFF_BYTES), bytes.length <= SNIFF_BYTES);
  async function* rows() {
    const open = async function* (offset: number) {
      yield bytes.subarray(offset);
    };
    for await (const batch of readRows(open, format, { width: columns.length })) yield* batch.rows;
  }
  return { columns, rows: rows() };
}
