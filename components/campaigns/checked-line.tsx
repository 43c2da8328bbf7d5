import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';

type CheckedLineProps = { good: boolean; what: ReactNode; state: string };

/** What was looked at and how it stands; where both have no room side by side, one under the other. */
export function CheckedLine({ good, what, state }: CheckedLineProps) {
  return (
    <li className="flex min-h-8 items-start gap-3 py-1.5">
      <Icon
        name={good ? 'check' : 'triangle-alert'}
        size={14}
        className={`mt-0.75 ${good ? 'text-good-text' : 'text-warn-text'}`}
      />
      <span className="flex min-w-0 flex-1 flex-wrap gap-x-3">
        <span className="max-w-full grow wrap-anywhere">{what}</span>
        <span className="min-w-0 text-ink-2">{state}</span>
      </span>
    </li>
  );
}
