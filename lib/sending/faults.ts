import type { HandOver, Heard } from './provider';

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

/** What a provider said of a message that it did not take: what it puts off it may take later. */
export const refusalWords = ({ transient, response }: Extract<HandOver, { state: 'refused' }>): string =>
  `${transient ? 'Put off' : 'Refused'}: ${response}`;
