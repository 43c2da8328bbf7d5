import { notFound } from 'next/navigation';
import { DomainError } from '@/lib/platform/errors';
import { peek } from '@/lib/preferences';
import type { Preferences } from '@/lib/preferences/schema';

/** What the link shows; a wrong or outdated one shows the page of unknown links. */
export async function peekOr404(token: string): Promise<Preferences> {
  try {
    return await peek(token);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') notFound();
    throw error;
  }
}
