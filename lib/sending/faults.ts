import type { Heard } from './provider';

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
