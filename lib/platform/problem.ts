import { DomainError, driverFailure, isTransient } from './errors';
import type { Logger } from './log';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  fields?: Record<string, string>;
  allow?: readonly string[];
  requestId: string;
}

const titles: Record<string, string> = {
  invalid: 'Something in the request is wrong',
  unknown_parameter: 'No such parameter',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'No such method',
  conflict: 'Conflict',
  too_large: 'Too large',
  rate_limited: 'Too many requests',
  internal: 'Something failed on our side',
  unavailable: 'Not available right now',
};

/** Turns whatever was thrown into the one error that a caller may see; faults are logged with their cause and shown without it. */
export function toDomainError(error: unknown, log: Logger): DomainError {
  if (error instanceof DomainError) return error;
  const failure = driverFailure(error);
  if (failure?.sqlState === '23505')
    return new DomainError({
      code: 'conflict',
      message: 'Something with the same unique value exists already.',
      cause: error,
    });
  if (failure?.sqlState === '23503')
    return new DomainError({
      code: 'conflict',
      message: 'This refers to something that does not exist, or is still in use.',
      cause: error,
    });
  if (failure && ['22021', '22P02', '22P05'].includes(failure.sqlState)) {
    return new DomainError({
      code: 'invalid',
      message:
        'A value has the wrong form, or holds a character that cannot be stored. Look at what you sent and try again.',
      cause: error,
    });
  }
  log.error({ err: error }, 'unexpected failure');
  if (isTransient(error))
    return new DomainError({
      code: 'unavailable',
      message: 'A part of the service does not answer. Nothing was changed; try again in a moment.',
      cause: error,
      retryAfter: 2,
    });
  return new DomainError({
    code: 'internal',
    message: 'Something failed on our side. Nothing was changed; try again, and give us the request id if it stays.',
    cause: error,
  });
}

/** RFC 9457. */
export function problemResponse(error: DomainError, requestId: string): Response {
  const body: Problem = {
    type: 'about:blank',
    title: titles[error.code] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.fields ? { fields: error.fields } : {}),
    ...(error.allow ? { allow: error.allow } : {}),
  };
  return new Response(JSON.stringify(body), {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(error.allow ? { allow: error.allow.join(', ') } : {}),
      ...(error.retryAfter ? { 'retry-after': String(error.retryAfter) } : {}),
      ...(error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
    },
  });
}
