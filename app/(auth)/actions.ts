'use server';

import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { formText } from '@/components/form/form-text';
import { acceptLinkVisitor, endVisit, signInVisitor, type SessionCookie, type Visitor } from '@/lib/identity';
import { pages } from '@/lib/paths';
import { attempt, type ActionResult } from '@/lib/platform/action';
import { ownPath } from './own-path';

async function keep(cookie: SessionCookie): Promise<void> {
  (await cookies()).set(cookie.name, cookie.value, cookie.options);
}

async function visitorOf(ip: string | undefined): Promise<Visitor> {
  return { ip, userAgent: (await headers()).get('user-agent')?.slice(0, 300) ?? undefined };
}

/** Signs in with address and password and goes where the visitor wanted to. */
export async function signInAction(form: FormData): Promise<ActionResult<undefined>> {
  return attempt(async ({ ip }) => {
    const input = { email: formText(form, 'email'), password: formText(form, 'password') };
    await keep(await signInVisitor(input, await visitorOf(ip)));
    redirect(ownPath(formText(form, 'next')));
  });
}

/** Sets the password of a one-time link and signs in. */
export async function acceptLinkAction(form: FormData): Promise<ActionResult<undefined>> {
  return attempt(async ({ ip }) => {
    const input = { token: formText(form, 'token'), password: formText(form, 'password') };
    await keep(await acceptLinkVisitor(input, await visitorOf(ip)));
    redirect('/');
  });
}

/** Ends this session here and on the server. */
export async function signOutAction(): Promise<void> {
  const jar = await cookies();
  jar.delete(await endVisit((name) => jar.get(name)?.value));
  redirect(pages.login());
}
