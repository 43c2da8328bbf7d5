import type { HandOver } from '@/lib/sending';
import type { MessageState } from '../vocabulary';

/** What is written for a message after an attempt. */
export interface Result {
  id: string;
  contactId: string;
  status: MessageState;
  dueAt: Date | null;
  externalId: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** Set when the gate refused at hand-over. */
  verdict?: { rule: string; reason: string; steps: string | null };
}

export const maxAttempts = 6;
const firstDelaySeconds = 30;
const maxDelaySeconds = 4 * 3600;

/** Exponential back-off with jitter in [0.5, 1) of the step; `random` in [0, 1). */
export function backoffSeconds(attempt: number, random: number): number {
  const step = Math.min(maxDelaySeconds, firstDelaySeconds * 4 ** Math.max(0, attempt - 1));
  return Math.round(step * (0.5 + random / 2));
}

const plain = { dueAt: null, externalId: null, errorCode: null, errorMessage: null };

/** Turns a provider's answer into the message's next state. Pure. */
export function resultOf(message: { id: string; contactId: string; attempts: number }, outcome: HandOver, now: Date, random: number): Result {
  const base = { id: message.id, contactId: message.contactId, ...plain };
  if (outcome.state === 'accepted') return { ...base, status: 'sent', externalId: outcome.reference?.slice(0, 200) ?? null };
  if (outcome.state === 'unknown') return { ...base, status: 'uncertain', errorCode: 'no_answer', errorMessage: outcome.reason };
  const code = outcome.state === 'refused' ? (outcome.code ?? outcome.kind) : 'not_handed_over';
  const text = outcome.state === 'refused' ? outcome.response : outcome.reason;
  const again = outcome.state === 'unsent' || outcome.transient;
  if (again && message.attempts < maxAttempts) {
    return { ...base, status: 'deferred', dueAt: new Date(now.getTime() + backoffSeconds(message.attempts, random) * 1000), errorCode: code, errorMessage: text };
  }
  return { ...base, status: 'failed', errorCode: code, errorMessage: text };
}
