import { notFound } from 'next/navigation';
import { DomainError } from '@/lib/platform/errors';
import { peek } from '@/lib/preferences';
import type { Preferences } from '@/lib/preferences/schema';
import { isTestLink } from '@/lib/test-messages';

/** What the link shows, null where it was in a test; a wrong or outdated one shows the page of unknown links. */
export async function peekOr404(token: string): Promise<Preferences | null> {
  try {
    return await peek(token);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
    if (await isTestLink(token)) return null;
    notFound();
  }
}
