// Signs that begin a formula for some spreadsheet, those of double width too.
const formula = '[=+\\-@\\t\\r\\n＝＋－＠]';
const begins = new RegExp(`^${formula}`);
const kept = new RegExp(`^'${formula}`);

/** One cell of CSV; a spreadsheet must not take it for a formula. */
export function csvCell(value: string): string {
  const safe = begins.test(value) ? `'${value}` : value;
  return /["\n\r,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What a cell meant that `csvCell` kept from being a formula. */
export const csvMeaning = (cell: string): string => (kept.test(cell) ? cell.slice(1) : cell);

/** One line with its end, as RFC 4180 writes it. */
export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell ?? ''))).join(',')}\r\n`;

/** A file to download that is written while it is read; begins with the mark by which spreadsheets know UTF-8. */
export function csvResponse(fileName: string, lines: AsyncIterable<string> | Iterable<string>): Response {
  const encoder = new TextEncoder();
  const iterator = Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode('\ufeff')),
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await iterator.return?.()),
  });
  const name = fileName.replace(/[^\w.-]+/g, '_').slice(0, 100) || 'export.csv';
  return new Response(stream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}
