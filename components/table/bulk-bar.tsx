'use client';

import { useRef, type ReactNode } from 'react';
import { cn } from '../ui/cn';
import { formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icons';
import { Tooltip } from '../ui/tooltip';
import { useSelection } from './selection';

/** `count`: of those selected on this page, where all that match are meant and nobody knows how many. */
export type BulkTarget = { ids: readonly string[]; allMatching: boolean; count: number };
export type BulkAction = {
  label: string;
  icon?: IconName;
  /** Why it cannot be used; its presence disables it. */
  reason?: string | undefined;
  onAct: (target: BulkTarget, clear: () => void) => void;
};
type BulkBarProps = {
  total?: number | null;
  /** Where the total is not known, who "all" are: "with this reason". */
  uncounted?: string;
  actions: readonly BulkAction[];
  children?: ReactNode;
};

/** What can be done with the selected rows; floats over the foot of the list while there are some. */
export function BulkBar({ total, uncounted, actions, children }: BulkBarProps) {
  const selection = useSelection();
  const bar = useRef<HTMLDivElement>(null);
  if (!selection || selection.selected.size === 0) return null;
  const many = total ? formatNumber(total) : uncounted;
  // All were chosen in a list that could be, and a search or another filter made it one that cannot: only the rows shown are meant.
  const allMatching = selection.allMatching && many !== undefined;
  const count = allMatching && total ? total : selection.selected.size;
  const target = { ids: [...selection.selected], allMatching, count };
  const more = !allMatching && many && (!total || total > selection.selected.size);
  const words = allMatching && !total ? `All ${many}` : formatNumber(count);
  // The button that was pressed leaves; the keyboard goes on from the bar, or from the row that it came from.
  const selectAll = () => {
    selection.selectAllMatching();
    bar.current?.focus();
  };
  const clear = () => {
    document.querySelector<HTMLElement>('tr[data-row] input:checked')?.focus();
    selection.clear();
  };
  return (
    <div
      ref={bar}
      role="region"
      aria-label="Selected rows"
      tabIndex={-1}
      className={cn(
        'sticky bottom-14 z-20 mx-auto flex w-max max-w-[calc(100%-1rem)] animate-pop items-center gap-1 rounded-md bg-inverse py-1 pr-1.5 pl-3.5 text-on-inverse shadow-pop **:[button]:outline-offset-0',
        // On a phone who is meant stands above what can be done, so that neither scrolls away.
        'max-md:grid max-md:w-full max-md:grid-cols-[minmax(0,1fr)_auto]',
      )}
    >
      <span className="flex flex-wrap items-center gap-x-1">
        <span className="font-semibold whitespace-nowrap figures">{words} selected</span>
        {more ? <Inverse onClick={selectAll} underline>{`Select all ${many}`}</Inverse> : null}
      </span>
      <Divider />
      <span className="flex flex-wrap items-center gap-1 max-md:col-span-2 max-md:row-start-2 max-md:-ml-2">
        {actions.map((action) => (
          <Inverse
            key={action.label}
            icon={action.icon}
            reason={action.reason}
            onClick={() => action.onAct(target, selection.clear)}
          >
            {action.label}
          </Inverse>
        ))}
        {children}
      </span>
      <Divider />
      <button
        type="button"
        aria-label="Clear the selection"
        onClick={clear}
        className="grid size-7 flex-none place-items-center rounded-xs hover:bg-on-inverse/15 max-md:col-start-2 max-md:row-start-1 pointer-coarse:size-11"
      >
        <Icon name="x" size={14} />
      </button>
    </div>
  );
}

const Divider = () => <span aria-hidden className="mx-1.5 h-5 w-px flex-none bg-on-inverse/30 max-md:hidden" />;

type InverseProps = {
  icon?: IconName | undefined;
  underline?: boolean;
  reason?: string | undefined;
  onClick: () => void;
  children: ReactNode;
};

function Inverse({ icon, underline, reason, onClick, children }: InverseProps) {
  const button = (
    <button
      type="button"
      aria-disabled={reason ? true : undefined}
      onClick={reason ? undefined : onClick}
      className={cn(
        'inline-flex h-7 flex-none items-center gap-1.5 rounded-xs px-2 font-medium whitespace-nowrap pointer-coarse:h-11',
        reason ? 'cursor-not-allowed text-on-inverse/70' : 'hover:bg-on-inverse/15',
        underline && 'underline underline-offset-2',
      )}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
  return reason ? (
    <Tooltip label={reason} side="top">
      {button}
    </Tooltip>
  ) : (
    button
  );
}
