import pino, { type Logger } from 'pino';
import { config } from './config';

export type { Logger };

const redact = ['password', 'passwordHash', 'secret', 'token', 'authorization', 'cookie', '*.password', '*.secret', '*.token', '*.authorization', '*.cookie'];

let root: Logger | undefined;

/** The process's logger: JSON lines on stderr, so that stdout stays free for what a command prints. */
export function logger(name: string): Logger {
  root ??= pino({ level: config().logLevel, redact, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: false }));
  return root.child({ name });
}
