import type { ReactNode } from 'react';
import { cn } from '../ui/cn';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icons';
import { Note } from '../ui/note';

/** One check of the gate, as its verdict tells it. */
export type GateStep = { rule: string; result: 'passed' | 'waived' | 'stops' | 'defers' | 'not_asked'; fact: string };
type GateLadderProps = {
  /** The answer as a sentence. */
  answer: ReactNode;
  detail?: ReactNode;
  /** In gate order. */
  steps: readonly GateStep[];
};

const names: Record<string, string> = {
  contact: 'Contact',
  do_not_contact: 'Do not contact',
  consent: 'Consent',
  suppression: 'Suppression',
  window: 'WhatsApp window',
  legal_profile: 'Legal profile',
  quiet_hours: 'Quiet hours',
  frequency_cap: 'Frequency cap',
  capacity: 'Capacity',
};
const marks: Record<GateStep['result'], { icon: IconName; ink: string; word: string }> = {
  passed: { icon: 'check', ink: 'text-good-text', word: 'Passed' },
  waived: { icon: 'check', ink: 'text-ink-3', word: 'Not required' },
  stops: { icon: 'x', ink: 'text-bad-text', word: 'Stops' },
  defers: { icon: 'clock', ink: 'text-warn-text', word: 'Has to wait' },
  not_asked: { icon: 'minus', ink: 'text-ink-3', word: 'Not asked' },
};

const toneOf = (steps: readonly GateStep[]) =>
  steps.some(({ result }) => result === 'stops')
    ? 'bad'
    : steps.some(({ result }) => result === 'defers')
      ? 'warn'
      : 'good';

/** May we write now? The gate's checks one under the other, each with its fact. */
export function GateLadder({ answer, detail, steps }: GateLadderProps) {
  return (
    <div>
      <Note tone={toneOf(steps)} title={answer}>
        {detail}
      </Note>
      <ol className="mt-3">
        {steps.map(({ rule, result, fact }) => {
          const mark = marks[result];
          return (
            <li
              key={rule}
              className="relative grid grid-cols-[22px_minmax(0,1fr)] gap-1.5 py-1.25 not-last:before:absolute not-last:before:top-6 not-last:before:-bottom-1.25 not-last:before:left-[7.5px] not-last:before:w-px not-last:before:bg-line"
            >
              <Icon name={mark.icon} className={cn('mt-0.5', mark.ink)} />
              <div>
                <span className={cn('block font-medium', result === 'not_asked' && 'text-ink-3')}>
                  {names[rule] ?? rule}
                  <span className="sr-only">: {mark.word}</span>
                </span>
                <span className="block text-xs text-ink-3">{fact || 'Not asked, since a rule before it stops.'}</span>
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
