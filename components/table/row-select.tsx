'use client';

import { useId } from 'react';
import { CheckBox } from '../ui/checkbox';
import { useSelection } from './selection';

const area = 'relative z-1 grid min-h-6 w-10 min-w-6 place-items-center pointer-coarse:w-11';

/** The box of a row; Shift-click takes the rows between. Without a label its place stays empty: the row cannot be chosen. */
export function RowSelect({ id, label }: { id: string; label: string | null }) {
  const box = useId();
  const selection = useSelection();
  if (!selection) return null;
  if (label === null) return <span className={`${area} pointer-events-none h-(--row)`} />;
  return (
    <label htmlFor={box} className={`${area} h-(--row)`}>
      <span className="sr-only">Select {label}</span>
      <CheckBox
        id={box}
        checked={selection.selected.has(id)}
        onClick={(event) => selection.toggle(id, event.shiftKey)}
        onChange={() => undefined}
      />
    </label>
  );
}

/** The box of the head: this page. */
export function PageSelect() {
  const box = useId();
  const selection = useSelection();
  if (!selection) return null;
  const all = selection.ids.length > 0 && selection.selected.size === selection.ids.length;
  return (
    <label htmlFor={box} className={`${area} h-8.5 pointer-coarse:h-11`}>
      <span className="sr-only">Select every row of this page</span>
      <CheckBox
        id={box}
        checked={all}
        mixed={!all && selection.selected.size > 0}
        onChange={() => selection.togglePage()}
      />
    </label>
  );
}
