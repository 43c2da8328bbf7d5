'use client';

import Link from 'next/link';
import { useRef, type ReactNode } from 'react';
import { buttonClass } from '../ui/button-class';
import { cn } from '../ui/cn';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import { Popover } from '../ui/popover';
import { useHotkey } from '../ui/use-hotkey';

/** The row between the tabs and the table: search, chips, + Filter; view controls at the end. */
export function FilterBar({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div role="search" className="flex flex-wrap items-center gap-2 py-2.5">
      {children}
      {end ? <div className="ml-auto flex flex-wrap items-center gap-1">{end}</div> : null}
    </div>
  );
}

type SearchFieldProps = { label?: string; value: string; onChange: (value: string) => void };

/** Find within this list; `/` goes to it, Esc empties it. */
export function SearchField({ label = 'Find in this list', value, onChange }: SearchFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  useHotkey('/', () => ref.current?.focus());
  return (
    <span className="relative block w-48 max-md:w-full">
      <Icon name="search" className="pointer-events-none absolute inset-y-0 left-2.25 my-auto text-ink-3" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (value === '') event.currentTarget.blur();
          onChange('');
        }}
        className="h-7 w-full rounded-sm border border-line-strong bg-surface pr-8 pl-8 pointer-coarse:h-11 [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? null : (
        <span className="pointer-events-none absolute inset-y-0 right-1.5 flex items-center pointer-coarse:hidden">
          <Key>/</Key>
        </span>
      )}
    </span>
  );
}

type FilterChipProps = {
  field: string;
  operator: string;
  value: string;
  /** The list without this filter; or a function. */
  removeHref?: string;
  onRemove?: () => void;
  /** Opens under the chip to change it. */
  editor?: ReactNode;
};

const part = 'inline-flex h-full items-center border-r border-line px-1.75 text-ink-2';

/** One clause: field · operator · value ×. */
export function FilterChip({ field, operator, value, removeHref, onRemove, editor }: FilterChipProps) {
  const words = `${field} ${operator} ${value}`;
  const body = (
    <>
      <span className={part}>{field}</span>
      <span className={part}>{operator}</span>
      <span className={cn(part, 'max-w-60 font-strong text-ink')}>
        <span className="truncate">{value}</span>
      </span>
    </>
  );
  const removeClass =
    'grid h-full w-7 place-items-center text-ink-2 -outline-offset-2 hover:bg-hover pointer-coarse:w-11';
  return (
    <span className="inline-flex h-7 max-w-full items-center overflow-hidden rounded-sm border border-line bg-surface text-xs whitespace-nowrap pointer-coarse:h-11">
      {editor ? (
        <Popover
          label={`Change: ${words}`}
          trigger={
            <button type="button" className="inline-flex h-full -outline-offset-2 hover:bg-hover">
              {body}
            </button>
          }
        >
          {editor}
        </Popover>
      ) : (
        body
      )}
      {removeHref ? (
        <Link href={removeHref} aria-label={`Remove: ${words}`} className={removeClass}>
          <Icon name="x" size={14} />
        </Link>
      ) : (
        <button type="button" aria-label={`Remove: ${words}`} onClick={onRemove} className={removeClass}>
          <Icon name="x" size={14} />
        </button>
      )}
    </span>
  );
}

type AddFilterProps = { open?: boolean; onOpenChange?: (open: boolean) => void; children: ReactNode };

/** "+ Filter": opens what builds a new clause. F opens it too. */
export function AddFilter({ children, ...state }: AddFilterProps) {
  const ref = useRef<HTMLButtonElement>(null);
  useHotkey('f', () => ref.current?.click());
  const trigger = (
    <button ref={ref} type="button" className={buttonClass('ghost', 'sm', 'border-dashed !border-line-strong')}>
      <Icon name="list-filter" size={14} />
      Filter
    </button>
  );
  return (
    <Popover label="New filter" trigger={trigger} {...state}>
      {children}
    </Popover>
  );
}
