/**
 * The first text inside `value` that PostgreSQL cannot store (a NUL, or half of a surrogate pair), as the path to it;
 * null when there is none. A key that cannot be stored is told by the path of its object.
 */
export function unstorable(
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (string | number)[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (Array.isArray(value)) return firstOf(value.entries(), path);
  if (value === null || typeof value !== 'object') return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null; // dates, bytes, streams
  return Object.keys(value).every(isStorable) ? firstOf(Object.entries(value), path) : path;
}

export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** What others say, made fit to be stored and shown: at most so many characters, none of them a control character. */
export const oneLine = (text: string, most: number): string =>
  text
    .slice(0, most)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ');

/** Words as a sentence begins; what begins with a code, a name with dots or a number stays as it is. */
export const sentence = (text: string): string =>
  text.replace(/^\p{Ll}(?=\p{L}*(?:\s|$))/u, (letter) => letter.toUpperCase());

function firstOf(entries: Iterable<[string | number, unknown]>, path: readonly (string | number)[]) {
  for (const [key, value] of entries) {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) continue;
    const found = unstorable(value, [...path, key]);
    if (found) return found;
  }
  return null;
}
