import pino, { type Logger } from 'pino';
import { config } from './config';

export type { Logger };

const redact = [
  'password',
  'passwordHash',
  'secret',
  'token',
  'authorization',
  'cookie',
  '*.password',
  '*.secret',
  '*.token',
  '*.authorization',
  '*.cookie',
];

/** An error as it is logged: without the SQL, parameters and row values that drivers add to their messages and fields. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? '[object]' : error;
  const { code, constraint_name: constraint } = error as { code?: unknown; constraint_name?: unknown };
  return {
    type: error.name,
    message: error.message.startsWith('Failed query:') ? 'Failed query' : error.message,
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...(code === undefined ? {} : { code }),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(error instanceof AggregateError && depth < 5
      ? { errors: error.errors.slice(0, 5).map((each) => describeError(each, depth + 1)) }
      : {}),
    ...(error.cause !== undefined && depth < 5 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

let root: Logger | undefined;

/** The process's logger: JSON lines on stderr, so that stdout stays free for what a command prints. */
export function logger(name: string): Logger {
  root ??= pino(
    {
      level: config().logLevel,
      redact,
      serializers: { err: describeError },
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: false }),
  );
  return root.child({ name });
}
