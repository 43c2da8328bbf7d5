'use client';

import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';

export const steps = ['audience', 'message', 'options', 'check'] as const;
export type Step = (typeof steps)[number];
export const stepWords: Record<Step, string> = {
  audience: 'Name and audience',
  message: 'Message',
  options: 'How it is sent',
  check: 'Check and send',
};

type WizardStepsProps = {
  current: Step;
  /** Nothing is missing in it. */
  done: Record<Step, boolean>;
  /** Shown as done: that, and somebody was there. */
  ticked: Record<Step, boolean>;
  onGo: (step: Step) => void;
};

/** Where one is, what is done, and the way back. A step opens when those before it are done. */
export function WizardSteps({ current, done, ticked, onGo }: WizardStepsProps) {
  return (
    <nav aria-label="Steps">
      <ol className="flex gap-1 md:flex-col">
        {steps.map((step, index) => {
          const open = steps.slice(0, index).every((before) => done[before]);
          return (
            <li key={step} className={cn('min-w-0', step === current && 'max-md:flex-1')}>
              <button
                type="button"
                aria-current={step === current ? 'step' : undefined}
                aria-disabled={!open || undefined}
                title={open ? undefined : 'Finish the steps before it first'}
                onClick={() => open && onGo(step)}
                className={cn(
                  'flex min-h-9 w-full items-center gap-2 rounded-sm px-2 text-left font-medium text-ink-2 hover:bg-hover aria-disabled:text-ink-3 aria-[current]:bg-active aria-[current]:text-ink pointer-coarse:min-h-11',
                )}
              >
                <span
                  className={cn(
                    'grid size-5 flex-none place-items-center rounded-full border text-2xs',
                    ticked[step] && step !== current
                      ? 'border-good-line bg-good-soft text-good-text'
                      : 'border-line-strong',
                  )}
                >
                  {ticked[step] && step !== current ? <Icon name="check" size={12} /> : index + 1}
                </span>
                <span className={cn('min-w-0 truncate', step !== current && 'max-md:sr-only')}>{stepWords[step]}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
