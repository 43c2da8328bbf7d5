'use server';

import { redirect } from 'next/navigation';
import { tracking } from '@/lib/paths';
import { callerIp } from '@/lib/platform/action';
import { DomainError } from '@/lib/platform/errors';
import { leaveTopic, setPreferences, unsubscribe } from '@/lib/preferences';
import { choiceOf } from './choice';

/** Takes the link's bearer off all mailings; works without scripts, and a repeat changes nothing. */
export async function confirmUnsubscribe(token: string): Promise<void> {
  await unsubscribe(token, { ip: await callerIp() });
  redirect(tracking.unsubscribePage(token));
}

/** Takes the link's bearer off what the message was about, and nothing else. */
export async function confirmLeaveTopic(token: string): Promise<void> {
  await leaveTopic(token, { ip: await callerIp() });
  redirect(`${tracking.preferences(token)}?saved=1`);
}

/** Stores what the link's bearer wants. */
export async function savePreferences(token: string, form: FormData): Promise<void> {
  try {
    await setPreferences(token, choiceOf(form), { ip: await callerIp() });
  } catch (error) {
    // Closed since the page was read: it says so when it is read again, and what opens it.
    if (error instanceof DomainError && error.code === 'conflict') redirect(tracking.preferences(token));
    throw error;
  }
  redirect(`${tracking.preferences(token)}?saved=1`);
}
