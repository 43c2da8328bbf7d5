import { notFound } from 'next/navigation';
import { uuidPattern } from '@/lib/platform/ids';

/** The id of an address; what cannot be one shows the not-found page. */
export function ownId(id: string): string {
  if (!uuidPattern.test(id)) notFound();
  return id;
}
