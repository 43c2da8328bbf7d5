import { createHash, createHmac } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { idempotencyKeys } from '@/db/schema';
import { config, required } from './config';
import type { Ctx, TxCtx } from './context';
import { withTenant } from './db/tenant';
import { DomainError } from './errors';

const maxKey = 200;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A request that may hold a password: who reads the database alone must not be able to try words against it. */
const sealed = (text: string): string =>
  createHmac('sha256', required(config().secrets.auth, 'AUTH_SECRET')).update(`request ${text}`).digest('hex');

export interface Once<T> {
  value: T;
  /** The value is the answer that was kept of the first request. */
  replayed: boolean;
}

export interface OnceRequest<T> {
  /** What the client sent as Idempotency-Key; each actor has their own. */
  key: string;
  command: string;
  /** What must be the same in a repeat. */
  input: unknown;
  /** The answer holds a secret: it is not kept, and a repeat is refused. */
  secret?: boolean;
  run: (ctx: TxCtx) => Promise<T>;
}

/**
 * Runs a request once per key, in one transaction with the key's row; a repeat at the same time waits for the first.
 * The caller has checked the actor's rights. Errors: invalid (key), conflict (another request under the same key).
 */
export async function once<T>(
  ctx: Ctx,
  { key, command, input, secret = false, run }: OnceRequest<T>,
): Promise<Once<T>> {
  if (key.length > maxKey)
    throw new DomainError({
      code: 'invalid',
      message: `The Idempotency-Key is over ${maxKey} characters. Send a shorter one.`,
    });
  const requestHash = (secret ? sealed : sha256)(JSON.stringify(input));
  const row = { tenantId: ctx.tenant, command, key: sha256(JSON.stringify([ctx.actor.kind, ctx.actor.id, key])) };
  return withTenant(ctx, async (tx) => {
    const inserted = await tx.tx
      .insert(idempotencyKeys)
      .values({ ...row, requestHash, createdAt: ctx.clock.now() })
      .onConflictDoNothing()
      .returning({ key: idempotencyKeys.key });
    const where = and(
      eq(idempotencyKeys.tenantId, row.tenantId),
      eq(idempotencyKeys.command, command),
      eq(idempotencyKeys.key, row.key),
    );
    if (inserted.length === 0) {
      const [first] = await tx.tx.select().from(idempotencyKeys).where(where);
      if (first?.requestHash !== requestHash)
        throw new DomainError({
          code: 'conflict',
          message: 'This Idempotency-Key was used for a different request. Use a new key.',
        });
      if (secret) throw shownOnce();
      return { value: first.response as T, replayed: true };
    }
    const value = await run(tx);
    if (!secret) await tx.tx.update(idempotencyKeys).set({ response: value }).where(where);
    return { value, replayed: false };
  });
}

const shownOnce = (): DomainError =>
  new DomainError({
    code: 'conflict',
    message:
      'This request was carried out before; its answer is shown once and not kept. If it was lost, revoke what was made and send the request with a new Idempotency-Key.',
  });
