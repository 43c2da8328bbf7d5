import { parseInput } from '@/lib/platform/command';
import { DomainError } from '@/lib/platform/errors';
import { throttle } from '@/lib/platform/limits/throttle';
import type { Services } from '@/lib/platform/services';
import { hashToken, sessionSeconds } from '@/lib/platform/session';
import type { Clock } from '@/lib/platform/clock';
import { hashPassword, verifyPassword } from './password';
import { SetPassword, SignIn } from './schema';

export interface Visitor {
  ip: string | undefined;
  userAgent: string | undefined;
}

type Open = Pick<Services, 'app' | 'limits' | 'access'>;
const window = 15 * 60;

/**
 * Counted before any hashing is done. Strict per account and address, loose per account: a stranger who guesses costs the owner nothing unless they have many
 * addresses. Where no address is known, one counter for all callers would let anybody lock everybody out: there is none.
 */
async function throttleSignIn({ limits }: Open, email: string, ip: string | undefined, clock: Clock): Promise<void> {
  const count = (key: string, points: number) => throttle(limits, `login:${key}`, { points, seconds: window }, clock);
  if (ip) {
    await count(`ip:${ip}`, 100);
    await count(`email-ip:${email}:${ip}`, 10);
  }
  await count(`email:${email}`, 30);
}

async function openSession(
  { app }: Pick<Services, 'app'>,
  userId: string,
  visitor: Visitor,
  clock: Clock,
): Promise<string> {
  const expires = new Date(clock.now().getTime() + sessionSeconds * 1000);
  const [row] = await app.tags<
    { id: string }[]
  >`select open_session(${userId}, ${expires}, ${visitor.ip ?? null}, ${visitor.userAgent ?? null}) as id`;
  if (!row) throw new Error('open_session returned nothing.');
  return row.id;
}

/** Throttle → verify → session row; returns the session's id for the cookie. */
export async function signIn(open: Open, raw: unknown, visitor: Visitor, clock: Clock): Promise<string> {
  const input = parseInput(SignIn, raw);
  await throttleSignIn(open, input.email, visitor.ip, clock);
  const [user] = await open.app.tags<{ user_id: string; password_hash: string | null; is_active: boolean }[]>`
    select user_id, password_hash, is_active from find_login(${input.email})`;
  const fits = await verifyPassword(user?.password_hash ?? null, input.password);
  if (!user || !fits || !user.is_active) {
    throw new DomainError({
      code: 'unauthenticated',
      message: 'The address or the password is wrong.',
      fields: { password: 'does not fit the address' },
    });
  }
  return openSession(open, user.user_id, visitor, clock);
}

/** Whom a one-time link is for; null when it is used up or too old. */
export async function peekLink(
  open: Pick<Services, 'app'>,
  token: string,
): Promise<{ email: string; name: string } | null> {
  const [row] = await open.app.tags<
    { email: string; name: string }[]
  >`select email, name from peek_login_token(${hashToken(token)})`;
  return row ?? null;
}

const linkIsDead = () =>
  new DomainError({ code: 'unauthenticated', message: 'This link was used before or is too old. Ask for a new one.' });

/** Uses a one-time link up: sets the password, ends the sessions that were open, and signs in. Only a live link costs hashing. */
export async function acceptLink(open: Open, raw: unknown, visitor: Visitor, clock: Clock): Promise<string> {
  const input = parseInput(SetPassword, raw);
  if (visitor.ip) await throttle(open.limits, `link:ip:${visitor.ip}`, { points: 30, seconds: window }, clock);
  if (!(await peekLink(open, input.token))) throw linkIsDead();
  const passwordHash = await hashPassword(input.password);
  const userId = await open.app.tags.begin(async (sql) => {
    const [row] = await sql<{ id: string | null }[]>`select use_login_token(${hashToken(input.token)}) as id`;
    if (row?.id) await sql`select set_password(${row.id}, ${passwordHash})`;
    return row?.id ?? null;
  });
  if (!userId) throw linkIsDead();
  open.access.changed();
  return openSession(open, userId, visitor, clock);
}

export async function signOut(open: Pick<Services, 'app' | 'access'>, sessionId: string): Promise<void> {
  await open.app.tags`select revoke_session(${sessionId})`;
  open.access.changed();
}
