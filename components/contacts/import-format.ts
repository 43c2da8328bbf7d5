export type ImportEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type ImportDelimiter = ',' | ';' | '\t' | '|';

/** How the file of an import is read. */
export type ImportFormat = {
  encoding: ImportEncoding;
  delimiter: ImportDelimiter;
  header: boolean;
  /** The row after a `sep=` line, from 1. */
  startsLine: number;
};

export const delimiterLabels: Record<ImportDelimiter, string> = {
  ',': 'Commas',
  ';': 'Semicolons',
  '\t': 'Tabs',
  '|': 'Vertical bars',
};
export const encodingLabels: Record<ImportEncoding, string> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows-1252 (Latin-1)',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16 (big-endian)',
};

/** Encodings that the same bytes can be read in: those of one byte a unit never fit those of two. */
export const encodingsBeside = (encoding: ImportEncoding): ImportEncoding[] =>
  encoding.startsWith('utf-16') ? [encoding] : ['utf-8', 'windows-1252'];

/** `Semicolons between columns · UTF-8 · titles in row 1`. */
export function formatWords({ encoding, delimiter, header, startsLine }: ImportFormat): string {
  const titles = header ? `titles in row ${startsLine}` : 'no titles, every row is a person';
  return `${delimiterLabels[delimiter]} between columns · ${encodingLabels[encoding]} · ${titles}`;
}
