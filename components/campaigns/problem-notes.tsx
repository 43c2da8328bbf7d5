import Link from 'next/link';
import { Note } from '../ui/note';
import type { Preflight } from '@/lib/campaigns/schema';
import type { ProblemPlace } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';

const placeWords: Record<ProblemPlace, string> = {
  ...{ senders: 'Open the senders', keys: 'Open the DKIM keys', providers: 'Open the providers' },
};

/** `mayMend`: the reader may open the places where problems are mended. */
export type Mending = { tenant: string; mayMend: boolean };
type ProblemNotesProps = Mending & { problems: Preflight['problems'] };

/** What blocks sending or should be known before, one under the other, each with the way to where it is mended, or whom to ask. */
export function ProblemNotes({ tenant, mayMend, problems }: ProblemNotesProps) {
  return problems.map(({ level, message, at }) => (
    <Note
      key={message}
      tone={level === 'blocks' ? 'bad' : 'warn'}
      title={level === 'blocks' ? 'Blocks sending:' : undefined}
    >
      {message}{' '}
      {at && mayMend ? (
        <Link className="link" href={pages.providers(tenant)}>
          {placeWords[at]}
        </Link>
      ) : null}
      {at && !mayMend ? 'Ask an administrator to mend this.' : null}
    </Note>
  ));
}
