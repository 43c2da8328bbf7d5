import { notFound } from 'next/navigation';

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of an address; what cannot be one shows the not-found page. */
export function uuidOr404(id: string): string {
  return pattern.test(id) ? id : notFound();
}
