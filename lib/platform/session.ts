import { decode, encode } from 'next-auth/jwt';
import { apiKeyKey, sessionKey } from './access';
import { systemClock } from './clock';
import { config, required } from './config';
import type { Actor, Ctx } from './context';
import { DomainError } from './errors';
import { uuidPattern, uuidv7 } from './ids';
import { secondsUntil } from './limits/port';
import { logger } from './log';
import { services, type Services } from './services';
import { createHash } from 'node:crypto';

export const sessionSeconds = 30 * 24 * 3600;
const secure = () => config().publicUrl.startsWith('https:');
export const cookieName = () => (secure() ? '__Secure-next-auth.session-token' : 'next-auth.session-token');
export const cookieOptions = () =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: secure(), maxAge: sessionSeconds }) as const;

export interface Membership {
  id: string;
  name: string;
  timeZone: string;
  roles: string[];
  permissions: string[];
}

export interface Session {
  id: string;
  /** ISO instant. */
  expiresAt: string;
  user: { id: string; email: string; name: string; operator: boolean };
  tenants: Membership[];
}

const secret = () => required(config().secrets.auth, 'AUTH_SECRET');

/** The cookie's value: a signed token that holds the session's id and nothing else. */
export const mintCookie = (sessionId: string): Promise<string> =>
  encode({ token: { sid: sessionId }, secret: secret(), maxAge: sessionSeconds });

/** The session a cookie stands for; null when it is tampered, expired, revoked or its user is gone. */
export async function readSession(cookie: string | undefined, open: Services = services()): Promise<Session | null> {
  const sid = await sessionId(cookie);
  if (!sid) return null;
  const session = await open.access.recall(sessionKey(sid), () => findSession(sid, open));
  return session && Date.parse(session.expiresAt) > systemClock.now().getTime() ? session : null;
}

async function findSession(sid: string, { app }: Pick<Services, 'app'>): Promise<Session | null> {
  const [row] = await app.tags<
    {
      session_id: string;
      user_id: string;
      email: string;
      name: string;
      is_operator: boolean;
      expires_at: Date;
      tenants: Membership[];
    }[]
  >`select session_id, user_id, email, name, is_operator, expires_at, tenants from find_session(${sid})`;
  if (!row) return null;
  return {
    id: row.session_id,
    expiresAt: row.expires_at.toISOString(),
    user: { id: row.user_id, email: row.email, name: row.name, operator: row.is_operator },
    tenants: row.tenants,
  };
}

async function sessionId(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret: secret() });
    const sid = token?.['sid'];
    return typeof sid === 'string' && uuidPattern.test(sid) ? sid : null;
  } catch {
    return null; // decode throws on anything that this installation did not sign
  }
}

export interface RequestFacts {
  requestId?: string | undefined;
  ip?: string | undefined;
}

/** A user's context in one of their tenants; a tenant that is not theirs does not exist for them. */
export function sessionContext(
  session: Session,
  tenantId: string | null | undefined,
  facts: RequestFacts = {},
  open: Services = services(),
): Ctx {
  const membership = tenantId ? session.tenants.find((t) => t.id === tenantId) : session.tenants[0];
  if (!membership)
    throw new DomainError({
      code: 'not_found',
      message: 'There is no such organisation, or you are not a member of it.',
    });
  const actor: Actor = {
    kind: 'user',
    id: session.user.id,
    name: session.user.name,
    email: session.user.email,
    operator: session.user.operator,
    sessionId: session.id,
    permissions: new Set(membership.permissions),
    roles: membership.roles,
  };
  return context(membership.id, membership.timeZone, actor, facts, open);
}

function context(tenant: string, timeZone: string, actor: Actor, facts: RequestFacts, open: Services): Ctx {
  const requestId = facts.requestId ?? uuidv7(systemClock.now());
  return {
    tenant,
    timeZone,
    actor,
    clock: systemClock,
    log: logger('web').child({ requestId, tenant }),
    requestId,
    services: open,
    ...(facts.ip ? { ip: facts.ip } : {}),
  };
}

/** API keys are random, so one SHA-256 is the right hash for them. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

async function takeTurn({ busyLimits: limits }: Pick<Services, 'busyLimits'>, keyId: string): Promise<void> {
  const perMinute = config().apiRatePerMinute;
  const { isAllowed, resetsAt } = await limits.take(`api:key:${keyId}`, perMinute, 60);
  if (isAllowed) return;
  const retryAfter = secondsUntil(resetsAt, systemClock.now());
  throw new DomainError({
    code: 'rate_limited',
    message: `This API key made ${perMinute} requests in a minute. Go on in ${retryAfter} s, and ask less often or for more at once.`,
    retryAfter,
  });
}

interface ApiKeyRow {
  tenant_id: string;
  key_id: string;
  name: string;
  scopes: string[];
  time_zone: string;
  /** Milliseconds since 1970; null: never. What is remembered outlives it. */
  expires: number | null;
}

async function findApiKey(hash: string, { app }: Pick<Services, 'app'>): Promise<ApiKeyRow | null> {
  const [row] = await app.tags<ApiKeyRow[]>`
    select tenant_id, key_id, name, scopes, time_zone, (extract(epoch from expires_at) * 1000)::float8 as expires from find_api_key(${hash})`;
  return row ?? null;
}

/** The context of an API key. Errors: unauthenticated (unknown, expired, revoked), rate_limited. */
export async function apiKeyContext(key: string, facts: RequestFacts = {}, open: Services = services()): Promise<Ctx> {
  const hash = hashToken(key);
  const row = await open.access.recall(apiKeyKey(hash), () => findApiKey(hash, open));
  if (!row || (row.expires !== null && row.expires <= systemClock.now().getTime()))
    throw new DomainError({
      code: 'unauthenticated',
      message: 'This API key is unknown, expired or revoked. Make a new one under Settings, API keys.',
    });
  await takeTurn(open, row.key_id);
  return context(
    row.tenant_id,
    row.time_zone,
    { kind: 'apiKey', id: row.key_id, name: row.name, permissions: new Set(row.scopes) },
    facts,
    open,
  );
}
