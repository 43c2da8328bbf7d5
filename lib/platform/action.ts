import { cookies, headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import { clientIp } from './client-ip';
import { systemClock } from './clock';
import type { Verb } from './command';
import { DomainError } from './errors';
import { uuidv7 } from './ids';
import { logger } from './log';
import { toDomainError } from './problem';
import { cookieName, readSession, sessionContext } from './session';

export type ActionResult<T> =
  | { ok: true; value: T }
  | { ok: false; error: { code: string; message: string; fields?: Record<string, string>; requestId: string } };

/** The address of whom this server action or page serves; undefined when no trusted proxy tells it. */
export const callerIp = async (): Promise<string | undefined> => clientIp(await headers());

/** Runs `fn` and turns what it throws into a result that a form can show. */
export async function attempt<T>(
  fn: (facts: { requestId: string; ip: string | undefined }) => Promise<T>,
): Promise<ActionResult<T>> {
  const requestId = uuidv7(systemClock.now());
  try {
    return { ok: true, value: await fn({ requestId, ip: await callerIp() }) };
  } catch (error) {
    unstable_rethrow(error); // redirects and notFound are thrown too
    const { code, message, fields } = toDomainError(error, logger('action').child({ requestId }));
    return { ok: false, error: { code, message, requestId, ...(fields ? { fields } : {}) } };
  }
}

/** A server action for a verb: called with the tenant of the page and the verb's input. */
export function action<I extends z.ZodType, O extends z.ZodType>(verb: Verb<I, O>) {
  return async (tenant: string, input: z.input<I>): Promise<ActionResult<z.output<O>>> =>
    attempt(async (facts) => {
      const session = await readSession((await cookies()).get(cookieName())?.value);
      if (!session)
        throw new DomainError({
          code: 'unauthenticated',
          message: 'Your session has ended. Sign in again; what you typed is kept on this page.',
        });
      return verb(sessionContext(session, tenant, facts), input);
    });
}
