import { describe, expect, it } from 'vitest';
import { sniff } from './sniff';

const utf8 = (text: string) => new TextEncoder().encode(text);
const TABLE = 'Vorname;Name;E-Mail\nJörg;"Müller; jun.";j@example.org\nAnna;Weiß;a@example.org\n';

describe('sniff', () => {
  it.each([
    ['utf-8', utf8(TABLE), 0],
    ['utf-8', utf8(`\ufeff${TABLE}`), 3],
    ['windows-1252', Buffer.from(TABLE, 'latin1'), 0],
    ['utf-16le', Buffer.from(`\ufeff${TABLE}`, 'utf16le'), 2],
    ['utf-16le', Buffer.from(TABLE, 'utf16le'), 0],
    ['utf-16be', Buffer.from(`\ufeff${TABLE}`, 'utf16le').swap16(), 2],
  ])('tells %s', (encoding, bytes, startsAt) => {
    const { format, columns, sample } = sniff(bytes, true);
    expect(format).toEqual({ encoding, delimiter: ';', newline: '\n', header: true, startsAt, startsLine: 1 });
    expect(columns).toEqual(['Vorname', 'Name', 'E-Mail']);
    expect(sample[0]).toEqual(['Jörg', 'Müller; jun.', 'j@example.org']);
  });

  it('is not misled by a UTF-8 character that the sample cuts in two', () => {
    expect(sniff(utf8('a,b\nü,ö').subarray(0, -1), false).format.encoding).toBe('utf-8');
  });

  it.each([
    [',', 'name,city,note\nA,B;C,"x;y"\nD,"E, F",G|H\n'],
    [';', 'name;city;note\nA,B;C;x|y\nD, E;F;G\n'],
    ['\t', 'name\tcity\tnote\nA,B\tC;D\tx\nE,F\tG;H\ty\n'],
    ['|', 'name|city|note\nA;B|C, D|x\nE|F|y\n'],
  ])('finds the delimiter %j although others occur in the cells', (delimiter, csv) => {
    expect(sniff(utf8(csv), true).format.delimiter).toBe(delimiter);
  });

  it('takes the delimiter that Excel names, and starts behind that line', () => {
    const { format, columns } = sniff(utf8('sep=|\r\na,b|c\r\n1|2\r\n'), true);
    expect(format).toMatchObject({ delimiter: '|', startsAt: 7, startsLine: 2, newline: '\r\n' });
    expect(columns).toEqual(['a,b', 'c']);
  });

  it('sees that there is no header when the first row holds an address', () => {
    const { format, columns, sample } = sniff(utf8('a@example.org,Anna\nb@example.org,Bob\n'), true);
    expect(format.header).toBe(false);
    expect(columns).toEqual(['Column 1', 'Column 2']);
    expect(sample).toHaveLength(2);
  });

  it('reads a list of addresses alone', () => {
    expect(sniff(utf8('email\na@example.org\nb@example.org\n'), true)).toMatchObject({
      columns: ['email'],
      format: { header: true },
    });
  });

  it('knows old Macintosh line ends', () => {
    expect(sniff(utf8('a,b\r1,2\r3,4'), true)).toMatchObject({
      format: { newline: '\r' },
      sample: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
  });

  it.each([
    ['an empty file', utf8(''), 'empty'],
    ['blank lines alone', utf8('\n\n'), 'no rows'],
    ['a workbook', Buffer.from('PK\u0003\u0004...'), 'Excel'],
    ['a picture', Buffer.from('\u0089PNG\r\n', 'latin1'), 'not a text file'],
    ['zero bytes', Buffer.from('a,b\n\0\0\0\n'), 'zero bytes'],
  ])('refuses %s with the way out', (_, bytes, message) => {
    expect(() => sniff(bytes, true)).toThrow(message);
  });
});
