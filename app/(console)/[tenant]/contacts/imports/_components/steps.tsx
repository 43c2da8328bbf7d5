'use client';

import { Icon } from '@/components/ui/icon';
import { cn } from '@/components/ui/cn';

export const steps = [
  { key: 'file', label: 'File' },
  { key: 'columns', label: 'Columns' },
  { key: 'rules', label: 'Rules' },
  { key: 'try', label: 'Try' },
] as const;
export type Step = (typeof steps)[number]['key'];

type StepsProps = {
  current: Step;
  /** Steps with something to mend. */
  problems?: readonly Step[];
  /** Absent: steps cannot be jumped to. */
  onGo?: (step: Step) => void;
};

/** Where one is in the wizard; done steps lead back. */
export function Steps({ current, problems = [], onGo }: StepsProps) {
  const at = steps.findIndex((step) => step.key === current);
  return (
    <nav aria-label="Steps">
      <ol className="grid gap-0.5 max-md:flex max-md:gap-1 max-md:overflow-x-auto">
        {steps.map(({ key, label }, index) => {
          const wrong = problems.includes(key);
          const state = wrong ? 'problem' : index < at ? 'done' : index === at ? 'now' : '';
          const body = (
            <>
              <span
                className={cn(
                  'grid size-5 flex-none place-items-center rounded-full border text-2xs',
                  index === at
                    ? 'border-accent bg-accent text-on-accent'
                    : wrong
                      ? 'border-bad-line bg-bad-soft text-bad-text'
                      : 'border-line-strong text-ink-2',
                )}
              >
                {wrong ? '!' : index < at ? <Icon name="check" size={12} /> : index + 1}
              </span>
              {label}
              {state && state !== 'now' ? <span className="sr-only">({state})</span> : null}
            </>
          );
          const look =
            'flex min-h-9 w-full items-center gap-2.5 rounded-sm px-2 text-left whitespace-nowrap pointer-coarse:min-h-11';
          return (
            <li key={key}>
              {onGo && key !== 'file' ? (
                <button
                  type="button"
                  aria-current={index === at ? 'step' : undefined}
                  onClick={() => onGo(key)}
                  className={cn(look, 'hover:bg-hover', index === at ? 'font-semibold' : 'text-ink-2')}
                >
                  {body}
                </button>
              ) : (
                <span
                  aria-current={index === at ? 'step' : undefined}
                  className={cn(look, index === at ? 'font-semibold' : 'text-ink-2')}
                >
                  {body}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
