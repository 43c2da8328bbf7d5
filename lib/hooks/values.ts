import { timingSafeEqual } from 'node:crypto';

type Path = readonly (string | number)[];

/** A member of whatever JSON came; undefined where the path leads nowhere. */
export function at(value: unknown, ...path: Path): unknown {
  let found = value;
  for (const key of path)
    found = found !== null && typeof found === 'object' ? (found as Record<string | number, unknown>)[key] : undefined;
  return found;
}

export function textAt(value: unknown, ...path: Path): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : undefined;
}

export function listAt(value: unknown, ...path: Path): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The body as JSON; undefined when it is none. */
export function jsonOf(raw: Buffer | string): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}

/** Compares in constant time. */
export function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Seconds since 1970, with or without a fraction, as an instant; undefined when it is none. */
export function secondsAt(value: unknown, ...path: Path): Date | undefined {
  const seconds = Number(textAt(value, ...path) ?? Number.NaN);
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function instantAt(value: unknown, ...path: Path): Date | undefined {
  const date = new Date(textAt(value, ...path) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
