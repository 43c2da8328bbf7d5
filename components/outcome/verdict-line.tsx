import type { ReactNode } from 'react';
import { OutcomeBadge } from './outcome-badge';
import { outcomeWords, type Outcome } from './outcomes';

type VerdictLineProps = {
  outcome: Outcome;
  /** What was, or was not, sent; usually a link. */
  subject: ReactNode;
  /** The rule's fact and what follows, as sentences. */
  because?: ReactNode;
  badge?: boolean;
};

/** "Not sent: Winter appeal 2026. He already had 3 messages in 7 days, and the cap is 3." */
export function VerdictLine({ outcome, subject, because, badge }: VerdictLineProps) {
  const lead = outcome === 'skipped' || outcome === 'failed' ? 'Not sent' : outcomeWords[outcome].word;
  return (
    <p>
      <strong className="font-semibold">{lead}:</strong> <span className="font-medium">{subject}</span>{' '}
      {badge ? <OutcomeBadge outcome={outcome} /> : null}
      {because ? <span className="block text-ink-2">{because}</span> : null}
    </p>
  );
}
