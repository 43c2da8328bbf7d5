/** What the endpoint must know of a statement before the engine sees it. */
export interface Statement {
  kind: 'query' | 'insert' | 'command';
  /** The format named at the end of the statement, if any. */
  format: string | undefined;
  /** True for `INSERT … SELECT … FROM input(…)`, which the embedded engine answers with success and stores nothing. */
  readsInput: boolean;
}

const skeletonPattern =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Blanks out strings, quoted names and comments, so that only the statement's own words remain. */
export const skeleton = (sql: string): string => sql.replace(skeletonPattern, ' ');

const queryWords = new Set(['select', 'with', 'show', 'describe', 'desc', 'exists', 'explain']);

/** Classifies one SQL statement by its own words; never throws. */
export function readStatement(sql: string): Statement {
  // Text after the head of a big inline insert is data, not statement.
  const words = skeleton(sql.length > 65_536 ? sql.slice(0, 65_536) : sql).trim();
  const first = /^[\s(]*([a-z]+)/i.exec(words)?.[1]?.toLowerCase() ?? '';
  const tail = sql.length > 65_536 ? skeleton(sql.slice(-1024)) : words;
  const format = /\bformat\s+([a-z0-9]+)\s*;?\s*$/i.exec(tail)?.[1];
  const kind = first === 'insert' ? 'insert' : queryWords.has(first) ? 'query' : 'command';
  return { kind, format, readsInput: kind === 'insert' && /\binput\s*\(/i.test(words) };
}

const rowFormats = new Set(
  ['JSONEachRow', 'JSONStringsEachRow', 'JSONCompactEachRow', 'JSONCompactStringsEachRow', 'JSONLines', 'NDJSON']
    .concat(['TabSeparated', 'TSV', 'TabSeparatedRaw', 'TSVRaw', 'LineAsString'])
    .map((name) => name.toLowerCase()),
);

/** True for formats of independent rows, one a line: their output may be streamed and their input cut at a newline. */
export const isRowFormat = (format: string | undefined): boolean => rowFormats.has((format ?? '').toLowerCase());

/** A ClickHouse string literal. */
export const literal = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;

/** A quoted ClickHouse identifier. */
export const identifier = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
