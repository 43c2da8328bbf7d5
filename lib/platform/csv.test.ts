import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine, csvMeaning, csvResponse } from './csv';

describe('CSV that we write', () => {
  it('never begins a cell as a spreadsheet formula', () => {
    fc.assert(
      fc.property(fc.constantFrom(...'=+-@\t\r\n＝＋－＠'), fc.string(), (first, rest) => {
        expect(csvCell(first + rest)).toMatch(/^"?'/);
        expect(csvMeaning(`'${first}${rest}`)).toBe(first + rest);
      }),
    );
  });

  it('keeps separators, quotes and line ends inside their cell', () => {
    expect(csvLine(['a,b', 'say "x"', 'two\nlines', 'plain', null, -3])).toBe(
      '"a,b","say ""x""","two\nlines",plain,,-3\r\n',
    );
  });

  it('streams the lines as a UTF-8 download whose name cannot break the header', async () => {
    const response = csvResponse('Winter "appeal"\r\n.csv', ['ä\r\n', 'b\r\n']);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="Winter_appeal_.csv"');
    expect(new Uint8Array(await response.arrayBuffer()).slice(0, 5)).toEqual(
      new Uint8Array([0xef, 0xbb, 0xbf, 0xc3, 0xa4]),
    );
  });
});
