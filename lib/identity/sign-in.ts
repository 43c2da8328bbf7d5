import { parseInput } from '@/lib/platform/command';
import { DomainError } from '@/lib/platform/errors';
import type { Services } from '@/lib/platform/services';
import { hashToken, sessionSeconds } from '@/lib/platform/session';
import type { Clock } from '@/lib/platform/clock';
import { hashPassword, verifyPassword } from './password';
import { SetPassword, SignIn } from './schema';

export interface Visitor {
  ip: string | undefined;
  userAgent: string | undefined;
}

type Open = Pick<Services, 'app'>;
const window = 15 * 60;

/** Counts an attempt before any hashing is done; throws `rate_limited` with the wait. */
async function throttle({ app }: Open, key: string, points: number, clock: Clock): Promise<void> {
  const [row] = await app.tags<{ remaining: number; resets_at: Date }[]>`select remaining, resets_at from take_limit(${key}, ${points}, ${window})`;
  if (!row || row.remaining >= 0) return;
  const wait = Math.max(1, Math.ceil((row.resets_at.getTime() - clock.now().getTime()) / 1000));
  throw new DomainError({ code: 'rate_limited', message: `Too many attempts. Try again in ${Math.ceil(wait / 60)} min.`, retryAfter: wait });
}

async function openSession({ app }: Open, userId: string, visitor: Visitor, clock: Clock): Promise<string> {
  const expires = new Date(clock.now().getTime() + sessionSeconds * 1000);
  const [row] = await app.tags<{ id: string }[]>`select open_session(${userId}, ${expires}, ${visitor.ip ?? null}, ${visitor.userAgent ?? null}) as id`;
  if (!row) throw new Error('open_session returned nothing.');
  return row.id;
}

/** Throttle → verify → session row; returns the session's id for the cookie. */
export async function signIn(open: Open, raw: unknown, visitor: Visitor, clock: Clock): Promise<string> {
  const input = parseInput(SignIn, raw);
  await throttle(open, `login:email:${input.email}`, 10, clock);
  await throttle(open, `login:ip:${visitor.ip ?? 'unknown'}`, 100, clock);
  const [user] = await open.app.tags<{ user_id: string; password_hash: string | null; is_active: boolean }[]>`
    select user_id, password_hash, is_active from find_login(${input.email})`;
  const fits = await verifyPassword(user?.password_hash ?? null, input.password);
  if (!user || !fits || !user.is_active) {
    throw new DomainError({ code: 'unauthenticated', message: 'The address or the password is wrong.', fields: { password: 'does not fit the address' } });
  }
  return openSession(open, user.user_id, visitor, clock);
}

/** Whom a one-time link is for; null when it is used up or too old. */
export async function peekLink(open: Open, token: string): Promise<{ email: string; name: string } | null> {
  const [row] = await open.app.tags<{ email: string; name: string }[]>`select email, name from peek_login_token(${hashToken(token)})`;
  return row ?? null;
}

/** Uses a one-time link up: sets the password and signs in. */
export async function acceptLink(open: Open, raw: unknown, visitor: Visitor, clock: Clock): Promise<string> {
  const input = parseInput(SetPassword, raw);
  const passwordHash = await hashPassword(input.password);
  const userId = await open.app.tags.begin(async (sql) => {
    const [row] = await sql<{ id: string | null }[]>`select use_login_token(${hashToken(input.token)}) as id`;
    if (row?.id) await sql`select set_password(${row.id}, ${passwordHash})`;
    return row?.id ?? null;
  });
  if (!userId) throw new DomainError({ code: 'unauthenticated', message: 'This link was used before or is too old. Ask for a new one.' });
  return openSession(open, userId, visitor, clock);
}

export async function signOut(open: Open, sessionId: string): Promise<void> {
  await open.app.tags`select revoke_session(${sessionId})`;
}
