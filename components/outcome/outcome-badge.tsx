import { Badge } from '../ui/badge';
import { cn } from '../ui/cn';
import { outcomeWords, type Outcome } from './outcomes';

type OutcomeBadgeProps = { outcome: Outcome; /** After the word: "until 14:00", "no consent". */ detail?: string };

/** An outcome as word, colour and icon; the same in every list. */
export function OutcomeBadge({ outcome, detail }: OutcomeBadgeProps) {
  const { word, tone, icon } = outcomeWords[outcome];
  return (
    <Badge tone={tone} icon={icon}>
      {detail ? `${word} ${detail}` : word}
    </Badge>
  );
}

/** The square of a legend, with the outcome's own pattern. */
export function OutcomeSwatch({ outcome }: { outcome: Outcome }) {
  return <span aria-hidden className={cn('inline-block size-2.5 flex-none rounded-[3px]', `outcome-${outcome}`)} />;
}
