import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';

type CheckedLineProps = {
  /** Null: nobody looked. */
  good: boolean | null;
  what: ReactNode;
  state: string;
};

const looks = {
  good: { icon: 'check', ink: 'text-good-text' },
  bad: { icon: 'triangle-alert', ink: 'text-warn-text' },
  unknown: { icon: 'circle-dashed', ink: 'text-ink-3' },
} as const;

/** What was looked at and how it stands; where both have no room side by side, one under the other. */
export function CheckedLine({ good, what, state }: CheckedLineProps) {
  const look = good === null ? looks.unknown : good ? looks.good : looks.bad;
  return (
    <li className="flex min-h-8 items-start gap-3 py-1.5">
      <Icon name={look.icon} size={14} className={`mt-0.75 ${look.ink}`} />
      <span className="flex min-w-0 flex-1 flex-wrap gap-x-3">
        <span className="max-w-full grow wrap-anywhere">{what}</span>
        <span className="min-w-0 text-ink-2">{state}</span>
      </span>
    </li>
  );
}
