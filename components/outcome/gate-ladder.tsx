import type { ReactNode } from 'react';
import { cn } from '../ui/cn';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icons';
import { Note } from '../ui/note';

export type GateState = 'passed' | 'holds' | 'stops' | 'notAsked';
export type GateCheck = {
  name: string;
  state: GateState;
  /** The fact used: "10:42 in London, open 08:00–20:00". */ fact: ReactNode;
};
type GateLadderProps = {
  /** The answer as a sentence, with date and time. */
  answer: ReactNode;
  detail?: ReactNode;
  /** In gate order. */
  checks: readonly GateCheck[];
};

const marks: Record<GateState, { icon: IconName; ink: string; word: string }> = {
  passed: { icon: 'check', ink: 'text-good-text', word: 'Passed' },
  holds: { icon: 'clock', ink: 'text-warn-text', word: 'Holds' },
  stops: { icon: 'x', ink: 'text-bad-text', word: 'Stops' },
  notAsked: { icon: 'minus', ink: 'text-ink-3', word: 'Not asked' },
};

function tone(checks: readonly GateCheck[]): 'bad' | 'warn' | 'good' {
  if (checks.some((check) => check.state === 'stops')) return 'bad';
  return checks.some((check) => check.state === 'holds') ? 'warn' : 'good';
}

/** May we write now? The gate's checks one under the other, each with its fact. */
export function GateLadder({ answer, detail, checks }: GateLadderProps) {
  return (
    <div>
      <Note tone={tone(checks)} icon={tone(checks) === 'warn' ? 'clock' : undefined} title={answer}>
        {detail}
      </Note>
      <ol className="mt-3">
        {checks.map((check) => {
          const mark = marks[check.state];
          return (
            <li
              key={check.name}
              className="relative grid grid-cols-[22px_1fr] gap-1.5 py-1.25 not-last:before:absolute not-last:before:top-6 not-last:before:-bottom-1.25 not-last:before:left-[7.5px] not-last:before:w-px not-last:before:bg-line"
            >
              <Icon name={mark.icon} className={cn('mt-0.5', mark.ink)} />
              <div>
                <span className={cn('block font-medium', check.state === 'notAsked' && 'text-ink-3')}>
                  {check.name}
                  <span className="sr-only">: {mark.word}</span>
                </span>
                <span className="block text-xs text-ink-3">{check.fact}</span>
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
