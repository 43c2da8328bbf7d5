import { z } from 'zod';
import { DomainError } from './errors';

export const pageSize = z.coerce.number().int().min(1).max(200).default(50);
export const cursorInput = z.string().max(2000).optional();

/** The keyset position after a row, opaque to callers. */
export const encodeCursor = (values: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Reads a cursor back, or throws `invalid`: a cursor is only good for the list that gave it. */
export function decodeCursor<S extends z.ZodType>(cursor: string, shape: S): z.output<S> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new DomainError({
      code: 'invalid',
      message: 'This page link does not belong to this list. Start again from the first page.',
      fields: { cursor: 'unknown cursor' },
      cause,
    });
  }
}

/** Cuts `limit + 1` rows into a page; the extra row only tells that there is more. */
export function toPage<T, R>(
  rows: readonly T[],
  limit: number,
  present: (row: T) => R,
  key: (row: T) => readonly (string | number | null)[],
): { items: R[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(present), nextCursor: rows.length > limit && last ? encodeCursor(key(last)) : null };
}

/** The output of a list verb. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
