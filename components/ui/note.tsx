import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icons';

export type NoteTone = 'info' | 'warn' | 'bad' | 'good' | 'unsure';
const looks: Record<NoteTone, [string, string, IconName]> = {
  info: ['border-live-line bg-live-soft', 'text-live-text', 'info'],
  warn: ['border-warn-line bg-warn-soft', 'text-warn-text', 'triangle-alert'],
  bad: ['border-bad-line bg-bad-soft', 'text-bad-text', 'circle-alert'],
  good: ['border-good-line bg-good-soft', 'text-good-text', 'circle-check'],
  unsure: ['border-unsure-line bg-unsure-soft', 'text-unsure-text', 'circle-question-mark'],
};

type NoteProps = {
  tone?: NoteTone;
  icon?: IconName;
  title?: ReactNode;
  actions?: ReactNode;
  alert?: boolean;
  children?: ReactNode;
};

/** Something to know at this place. `alert` reads it out at once: for errors that just happened. */
export function Note({ tone = 'info', icon, title, actions, alert, children }: NoteProps) {
  const [box, ink, glyph] = looks[tone];
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={cn('flex flex-wrap items-start gap-x-2.25 gap-y-2 rounded-sm border px-3 py-2.25', box)}
    >
      <Icon name={icon ?? glyph} className={cn('mt-0.5', ink)} />
      <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
        {title ? <strong className="font-semibold">{title} </strong> : null}
        <span className="text-ink-2">{children}</span>
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
