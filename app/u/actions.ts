'use server';

import { redirect } from 'next/navigation';
import { purposes } from '@/lib/contacts/vocabulary';
import { tracking } from '@/lib/paths';
import { callerIp } from '@/lib/platform/action';
import { leaveTopic, setPreferences, unsubscribe } from '@/lib/preferences';

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
  // A box that is not ticked is not sent; `shown` names those that were on the page.
  const shown = form.getAll('shown').map(String);
  const choice = {
    purposes: Object.fromEntries(purposes.map((purpose) => [purpose, form.get(purpose) === 'on'])),
    topics: Object.fromEntries(shown.map((id) => [id, form.get(`topic-${id}`) === 'on'])),
  };
  await setPreferences(token, choice, { ip: await callerIp() });
  redirect(`${tracking.preferences(token)}?saved=1`);
}
