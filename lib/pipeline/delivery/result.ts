import { oneLine } from '@/lib/platform/text';
import { heardIn, refusalIn, refusesSignIn, type HandOver, type Heard, type Refusal } from '@/lib/sending';
import type { MessageState } from '../vocabulary';

/** What is written for a message after an attempt. */
export interface Result {
  id: string;
  contactId: string;
  status: MessageState;
  /** Where it went, when that is another address than the planned one. */
  address?: string | undefined;
  dueAt: Date | null;
  /** Who took or refused it, where that is another one than the worker's own. */
  provider?: string | undefined;
  externalId: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** Nothing was tried: the attempt does not count. */
  untried?: boolean;
  /** The claim that this answers: what was put back and claimed again since is left alone. */
  due: string;
  /** What was heard of the server, where one was asked. */
  heard?: Heard | null;
  /** When it was given the message, where it said nothing to that. */
  silentSince?: Date | null;
  /** What the gate said at hand-over, where it was asked; a passed one replaces what made the message wait before. */
  verdict?: { rule: string; reason: string; steps: string | null };
}

/** What the gate said at hand-over of all that was handed over. */
const passed = { rule: 'passed', reason: 'passed', steps: null } as const;

export const maxAttempts = 6;
const firstDelaySeconds = 30;
const maxDelaySeconds = 4 * 3600;
/** The longest wait that a provider can ask for. */
const maxAskedSeconds = 24 * 3600;

/** Exponential back-off with jitter in [0.5, 1) of the step; `random` in [0, 1). */
export function backoffSeconds(attempt: number, random: number): number {
  const step = Math.min(maxDelaySeconds, firstDelaySeconds * 4 ** Math.max(0, attempt - 1));
  return Math.round(step * (0.5 + random / 2));
}

// A server's words are stored and shown: a NUL would make PostgreSQL refuse the whole batch.
const clean = (text: string): string => oneLine(text, 1000);

/** It was claimed and nothing was tried: it waits again as if it had never been claimed. */
export const backToQueue = (message: { id: string; contactId: string; due: string }, dueAt: Date): Result => ({
  id: message.id,
  contactId: message.contactId,
  status: 'queued',
  dueAt,
  externalId: null,
  errorCode: null,
  errorMessage: null,
  untried: true,
  due: message.due,
});

/** The back-off, or what the provider asked for where that is longer. */
const notBefore = (now: Date, seconds: number, asked = 0): Date =>
  new Date(now.getTime() + Math.max(seconds, Math.min(asked, maxAskedSeconds)) * 1000);

type Attempted = { id: string; contactId: string; attempts: number; address?: string; moved?: boolean; due: string };

/** What a refusal is counted by; all that refuse our sign-in alike, whatever their own code. */
const codeOf = (refusal: Refusal): string =>
  refusesSignIn(refusal) ? 'auth' : clean(refusal.code ?? refusal.kind).slice(0, 40);

/** Turns a provider's answer into the message's next state; `givenAt`: when it was given the message, in milliseconds. Pure. */
export function resultOf(
  message: Attempted,
  outcome: HandOver,
  now: Date,
  random: number,
  givenAt = now.getTime(),
): Result {
  const heard = heardIn(outcome);
  // One literal with every key: an object that begins with a spread and goes on has a shape of its own each time, and whoever
  // reads it looks every key up anew (a sixth of the worker's time).
  const after = (
    status: MessageState,
    errorCode: string | null,
    errorMessage: string | null,
    dueAt: Date | null = null,
  ): Result => ({
    id: message.id,
    contactId: message.contactId,
    status,
    address: message.moved ? message.address : undefined,
    dueAt,
    provider: 'provider' in outcome ? outcome.provider : undefined,
    externalId: outcome.state === 'accepted' && outcome.reference ? clean(outcome.reference).slice(0, 200) : null,
    errorCode,
    errorMessage,
    untried: outcome.state === 'unsent',
    due: message.due,
    heard,
    silentSince: heard === 'silence' ? new Date(givenAt) : null,
    verdict: passed,
  });
  if (outcome.state === 'accepted') return after('sent', null, null);
  if (outcome.state === 'unknown') return after('uncertain', 'no_answer', clean(outcome.reason));
  if (outcome.state === 'unsent') {
    const dueAt = notBefore(now, backoffSeconds(1, random), outcome.retryAfterSeconds);
    const refusal = refusalIn(outcome);
    if (refusal) return after('deferred', codeOf(refusal), clean(refusal.response), dueAt);
    return after('deferred', 'not_handed_over', clean(outcome.reason), dueAt);
  }
  const code = codeOf(outcome);
  const words = clean(outcome.response);
  if (!outcome.transient || message.attempts >= maxAttempts) return after('failed', code, words);
  const dueAt = notBefore(now, backoffSeconds(message.attempts, random), outcome.retryAfterSeconds);
  return after('deferred', code, words, dueAt);
}
