import { systemClock } from '@/lib/platform/clock';
import { services } from '@/lib/platform/services';
import { cookieName, cookieOptions, mintCookie, readSession } from '@/lib/platform/session';
import { acceptLink, peekLink, signIn, signOut, type Visitor } from './sign-in';

/** What the browser keeps of a session. */
export interface SessionCookie {
  name: string;
  value: string;
  options: ReturnType<typeof cookieOptions>;
}

async function cookieOf(sessionId: string): Promise<SessionCookie> {
  return { name: cookieName(), value: await mintCookie(sessionId), options: cookieOptions() };
}

/** Signs a visitor of the web pages in by address and password. Errors as signIn. */
export const signInVisitor = async (raw: unknown, visitor: Visitor): Promise<SessionCookie> =>
  cookieOf(await signIn(services(), raw, visitor, systemClock));

/** Sets the password of a one-time link and signs its person in. Errors as acceptLink. */
export const acceptLinkVisitor = async (raw: unknown, visitor: Visitor): Promise<SessionCookie> =>
  cookieOf(await acceptLink(services(), raw, visitor, systemClock));

/** Whom a one-time link is for; null when it is used up or too old. */
export const peekVisitorLink = (token: string) => peekLink(services(), token);

/** Ends the session that a cookie stands for; nothing happens when it stands for none. Returns the cookie's name. */
export async function endVisit(read: (name: string) => string | undefined): Promise<string> {
  const session = await readSession(read(cookieName()));
  if (session) await signOut(services(), session.id);
  return cookieName();
}
