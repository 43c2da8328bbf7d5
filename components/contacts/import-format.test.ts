import { describe, expect, it } from 'vitest';
import { encodingsBeside, formatWords } from './import-format';

describe('how the file of an import is read', () => {
  it.each([
    [
      { delimiter: ';', encoding: 'windows-1252', header: true, startsLine: 1 } as const,
      'Semicolons between columns · Windows-1252 (Latin-1) · titles in row 1',
    ],
    [
      { delimiter: '\t', encoding: 'utf-16le', header: true, startsLine: 2 } as const,
      'Tabs between columns · UTF-16 · titles in row 2',
    ],
    [
      { delimiter: ',', encoding: 'utf-8', header: false, startsLine: 1 } as const,
      'Commas between columns · UTF-8 · no titles, every row is a person',
    ],
  ])('is said in words', (format, words) => expect(formatWords(format)).toBe(words));

  it('offers only encodings that the server takes for the same bytes', () => {
    expect(encodingsBeside('utf-16be')).toEqual(['utf-16be']);
    expect(encodingsBeside('utf-8')).toEqual(encodingsBeside('windows-1252'));
  });
});
