'use server';

import { redirect } from 'next/navigation';
import { confirmConsent } from '@/lib/confirmations';
import { tracking } from '@/lib/paths';

/** Takes the bearer's word for their consent; works without scripts, and a repeat changes nothing. */
export async function confirm(token: string): Promise<void> {
  await confirmConsent(token);
  redirect(tracking.confirm(token));
}
