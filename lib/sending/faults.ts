import type { HandOver, Heard, Refusal } from './provider';
import { signInRefused } from './vocabulary';

/** What the system says when nobody answers where a connection should go or goes; any other fault is a certificate's or our own. */
const silentFaults = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What a broken connection tells of its server; undefined: nothing. */
export function heardAtBreak(error: unknown): Heard | undefined {
  const { code = '' } = error as { code?: string };
  return silentFaults.has(code) ? 'silence' : undefined;
}

const putOff = 'Put off: ';
const [wrongPlace, forNow, unencrypted] = [/^(?:3\d\d|404)\b/, /^4(?:21|3\d|5\d)\b/, /\bstarttls\b/i];

/** Whether only other credentials heal it: no path or encryption that is wrong, and no sign-in that a server could not check for now. */
export const refusesSignIn = ({ kind, response, isUnasked }: Refusal): boolean =>
  kind === 'auth' && !isUnasked && ![wrongPlace, forNow, unencrypted].some((other) => other.test(response));

/** What a provider said no with, or where none did. */
export const refusalIn = (outcome: HandOver): Refusal | undefined =>
  outcome.state === 'refused' ? outcome : outcome.state === 'unsent' ? outcome.refusal : undefined;

/** What was said no with, read from what was kept of it: for who did not hear it. */
export function refusalFrom(kept: string | null): Refusal | undefined {
  const [begins, kind] = kept?.startsWith(signInRefused)
    ? [signInRefused, 'auth' as const]
    : [putOff, 'throttle' as const];
  if (!kept?.startsWith(begins)) return undefined;
  const response = kept.slice(begins.length);
  const [, status, enhanced] = /^(\d{3})(?: (4\.\d+\.\d+))?/.exec(response) ?? [];
  const code = enhanced ?? status;
  return { response, transient: true, kind, ...(code ? { code } : {}) };
}

/** What became of a message that a provider did not take, as its row and a test of it tell; what it puts off it may take later. */
export function faultWords(outcome: Exclude<HandOver, { state: 'accepted' }>): string {
  const refusal = refusalIn(outcome);
  if (refusal) {
    if (refusesSignIn(refusal)) return `${signInRefused}${refusal.response}`;
    const isPutOff = refusal.transient && (refusal.kind !== 'auth' || forNow.test(refusal.response));
    return `${isPutOff ? putOff : 'Refused: '}${refusal.response}`;
  }
  const { reason } = outcome as Exclude<typeof outcome, { state: 'refused' }>;
  return outcome.state === 'unsent' ? `Not reached: ${reason}` : `No clear answer: ${reason}`;
}
