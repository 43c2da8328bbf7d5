/** The closed set of failures that a caller can tell apart; http status and retry policy hang on it. */
export const errorCodes = {
  invalid: 422,
  unknown_parameter: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface DomainErrorInit {
  code: ErrorCode;
  /** Safe to show: what happened, and the way out. */
  message: string;
  /** Path of the input field → what is wrong with it. */
  fields?: Record<string, string>;
  /** Seconds after which a retry makes sense. */
  retryAfter?: number;
  /** Methods that an address has, of one that it has not. */
  allow?: readonly string[];
  cause?: unknown;
}

/** The one error that verbs throw on purpose; everything else is a fault and is shown as `internal`. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly fields: Record<string, string> | undefined;
  readonly retryAfter: number | undefined;
  readonly allow: readonly string[] | undefined;

  constructor(init: DomainErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'DomainError';
    this.code = init.code;
    this.fields = init.fields;
    this.retryAfter = init.retryAfter;
    this.allow = init.allow;
  }

  get status(): number {
    return errorCodes[this.code];
  }

  /** All that Next tells the boundary of a page about an error of the server: of a fault a number, of ours what may be shown. */
  get digest(): string {
    return shownMark + JSON.stringify({ message: this.message.slice(0, 1000), fields: Object.keys(this.fields ?? {}) });
  }
}

const shownMark = 'shown:';

/** What of a failed page may be told: its sentence, and which inputs are wrong. */
export interface ShownError {
  message: string;
  fields: string[];
}

/** Reads what a `DomainError` tells the boundary of a page; null of a fault, of which nothing is told. */
export const shownError = (digest: string | undefined): ShownError | null =>
  digest?.startsWith(shownMark) ? (JSON.parse(digest.slice(shownMark.length)) as ShownError) : null;

export const notFound = (what: string): DomainError =>
  new DomainError({
    code: 'not_found',
    message: `There is no such ${what}. It may have been deleted, or the link is wrong.`,
  });

export const invalid = (message: string, fields?: Record<string, string>): DomainError =>
  new DomainError(fields ? { code: 'invalid', message, fields } : { code: 'invalid', message });

export const conflict = (message: string, fields?: Record<string, string>): DomainError =>
  new DomainError(fields ? { code: 'conflict', message, fields } : { code: 'conflict', message });

export interface DriverFailure {
  /** SQLSTATE, e.g. 23505. */
  sqlState: string;
  constraint: string | undefined;
}

/** Finds the PostgreSQL error in a chain of causes: drizzle wraps what the driver throws. */
export function driverFailure(error: unknown): DriverFailure | null {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    const { code, constraint_name: constraint } = e as { code?: unknown; constraint_name?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
      return { sqlState: code, constraint: typeof constraint === 'string' ? constraint : undefined };
    }
  }
  return null;
}

/** True when the same call may succeed later: lost connection, serialisation, deadlock, shutting down, too busy. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'unavailable' || error.code === 'rate_limited';
  const failure = driverFailure(error);
  if (failure) return /^(08|40|53|57P|55P03)/.test(failure.sqlState);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|CONNECTION_|CONNECT_TIMEOUT)/.test(code);
}

/** What may be kept and shown of any error. Drivers put SQL and values into their messages, so only our own are told. */
export function safeMessage(error: unknown): string {
  if (error instanceof DomainError) return error.message.slice(0, 2000);
  const failure = driverFailure(error);
  if (failure) return `internal (SQLSTATE ${failure.sqlState})`;
  return `internal (${error instanceof Error ? error.name || 'Error' : typeof error})`;
}
