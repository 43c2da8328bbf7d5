import Link from 'next/link';
import type { Refusal } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import { mendPlace, mendWords } from './silence-words';

/** `mayOpen`: the reader may see the providers. */
type MendProps = { tenant: string; mend: Refusal['mend']; mayOpen: boolean };

/** What heals a refused sign-in, with the way to where that is done; nothing where the server puts off what it is given. */
export function MendSignIn({ tenant, mend, mayOpen }: MendProps) {
  if (mend !== 'providers' || !mayOpen) return mend && mendWords(mend);
  return (
    <>
      Correct the credentials in{' '}
      <Link className="link" href={pages.providers(tenant)}>
        {mendPlace}
      </Link>
      .
    </>
  );
}
