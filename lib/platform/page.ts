import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { Ctx } from './context';
import { DomainError } from './errors';
import { may, type Access } from './permissions';
import { cookieName, readSession, sessionContext, type Session } from './session';

/** The signed-in user's session, read once per page. */
export const currentSession = cache(async (): Promise<Session | null> =>
  readSession((await cookies()).get(cookieName())?.value),
);

/** The session, or a redirect to sign in and back. */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (session) return session;
  const path = (await headers()).get('x-pathname') ?? '/';
  redirect(path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`);
}

/** The context of a console page; another tenant's page does not exist. */
export async function pageContext(tenant: string): Promise<Ctx> {
  const session = await requireSession();
  try {
    return sessionContext(session, tenant);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') notFound();
    throw error;
  }
}

/** Awaits a query for a page; what does not exist shows the not-found page. */
export async function load<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') notFound();
    throw error;
  }
}

export const mayOpen = (ctx: Ctx, access: Access): boolean => may(ctx.actor, access);
