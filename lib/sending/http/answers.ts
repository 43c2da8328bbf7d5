import type { HandOver, RefusalKind } from '../provider';
import type { HttpAnswer } from './adapter';

const maxWaitSeconds = 24 * 3600;
const inBounds = (seconds: number): number => Math.min(maxWaitSeconds, Math.max(1, Math.ceil(seconds)));

/** Seconds that a Retry-After header asks for, as a number or a date; undefined when it says neither. */
export function retryAfter({ headers }: HttpAnswer, now: Date): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return inBounds(Number(value));
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : inBounds((at - now.getTime()) / 1000);
}

interface Refusal {
  kind: RefusalKind;
  transient: boolean;
}

// 404 and redirects tell of a wrong account, region or path: like a wrong key, that can be mended in the settings.
function byStatus(status: number): Refusal {
  if ([401, 403, 404, 407].includes(status) || (status >= 300 && status < 400))
    return { kind: 'auth', transient: true };
  if (status === 429) return { kind: 'throttle', transient: true };
  if (status === 402) return { kind: 'policy', transient: true };
  if (status === 413) return { kind: 'content', transient: false };
  if (status === 408 || status === 425 || status >= 500) return { kind: 'other', transient: true };
  return { kind: 'other', transient: false };
}

/**
 * A refusal in the provider's words; `known` is what its own error code means, else the status decides. 502 and 504 are said by
 * what stands before the provider and does not know what became of the request; 500 without the provider's words, by whatever broke
 * on the way, perhaps after the message was taken. 503 is said by who has not begun.
 */
export function refused(
  answer: HttpAnswer,
  now: Date,
  words: { text?: string | undefined; code?: string | number | undefined },
  known?: Refusal,
): HandOver {
  const { status } = answer;
  const text = (words.text ?? answer.body).replace(/\s+/g, ' ').trim().slice(0, 500);
  const isTheirs = words.text !== undefined || words.code !== undefined;
  if (!known && (status === 502 || status === 504 || (status === 500 && !isTheirs)))
    return {
      state: 'unknown',
      reason: `${status} ${text}: not the provider's own words; it may have taken the message`,
    };
  const said = known ?? byStatus(status);
  const wait = retryAfter(answer, now);
  return {
    state: 'refused',
    response: `${status} ${text}`.trim(),
    ...said,
    code: String(words.code ?? status),
    ...(said.transient && wait !== undefined ? { retryAfterSeconds: wait } : {}),
  };
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** It said yes in words that cannot be read: whether it took the message is not known. */
export const unreadable = ({ status }: HttpAnswer): HandOver => ({
  state: 'unknown',
  heard: 'answer',
  reason: `The provider answered ${status} with something that could not be read.`,
});

/** The answer's JSON object; null when it is none. */
export function jsonOf({ body }: HttpAnswer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A member that is text (or a number), as text. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  let at: unknown = value;
  for (const key of path)
    at = at !== null && typeof at === 'object' ? (at as Record<string | number, unknown>)[key] : undefined;
  return typeof at === 'string' ? at : typeof at === 'number' ? String(at) : undefined;
}
