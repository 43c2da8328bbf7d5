'use server';

import { redirect } from 'next/navigation';
import { purposes } from '@/lib/contacts/vocabulary';
import { tracking } from '@/lib/paths';
import { callerIp } from '@/lib/platform/action';
import { setPreferences, unsubscribe } from '@/lib/preferences';

/** Takes the link's bearer off all mailings; works without scripts, and a repeat changes nothing. */
export async function confirmUnsubscribe(token: string): Promise<void> {
  await unsubscribe(token, { ip: await callerIp() });
  redirect(tracking.unsubscribePage(token));
}

/** Stores which topics the link's bearer wants. */
export async function savePreferences(token: string, form: FormData): Promise<void> {
  const topics = Object.fromEntries(purposes.map((purpose) => [purpose, form.get(purpose) === 'on']));
  await setPreferences(token, { topics }, { ip: await callerIp() });
  redirect(`${tracking.preferences(token)}?saved=1`);
}
