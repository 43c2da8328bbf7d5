'use client';

import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useHotkey } from '../ui/use-hotkey';

type SelectionValue = {
  ids: readonly string[];
  selected: ReadonlySet<string>;
  /** Every row that matches the filter, beyond this page. */
  allMatching: boolean;
  toggle: (id: string, extend: boolean) => void;
  togglePage: () => void;
  selectAllMatching: () => void;
  clear: () => void;
};
const SelectionContext = createContext<SelectionValue | null>(null);

/** Which rows of this page are selected. `ids` are those shown that can be, in order; rows that left the page drop out. */
export function Selection({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [allMatching, setAllMatching] = useState(false);
  const anchor = useRef<string | null>(null);
  const selected = useMemo(() => new Set(ids.filter((id) => picked.has(id))), [ids, picked]);
  const toggle = useCallback(
    (id: string, extend: boolean) => {
      if (!ids.includes(id)) return;
      setAllMatching(false);
      const on = !selected.has(id);
      const from = extend && anchor.current ? ids.indexOf(anchor.current) : -1;
      const to = ids.indexOf(id);
      const range = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
      const next = new Set(selected);
      for (const each of range) {
        if (on) next.add(each);
        else next.delete(each);
      }
      anchor.current = id;
      setPicked(next);
    },
    [ids, selected],
  );
  const value = useMemo<SelectionValue>(
    () => ({
      ids,
      selected,
      allMatching,
      toggle,
      togglePage: () => {
        setAllMatching(false);
        setPicked(selected.size === ids.length ? new Set() : new Set(ids));
      },
      selectAllMatching: () => {
        setPicked(new Set(ids));
        setAllMatching(true);
      },
      clear: () => {
        setAllMatching(false);
        setPicked(new Set());
      },
    }),
    [ids, selected, allMatching, toggle],
  );
  return <SelectionContext.Provider value={value}>{children}</SelectionContext.Provider>;
}

/** The selection around this element; null where the list has none. */
export const useSelection = (): SelectionValue | null => useContext(SelectionContext);

function focusedRow(): HTMLTableRowElement | null {
  return document.activeElement?.closest<HTMLTableRowElement>('tr[data-row]') ?? null;
}

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('tr[data-row]')];
  const at = focusedRow();
  const next = rows[at ? rows.indexOf(at) + by : 0];
  const target =
    next?.querySelector<HTMLElement>('[data-row-link]') ?? next?.querySelector<HTMLElement>('input, a, button');
  target?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** J, K walk the rows, X selects, Shift X extends. Stands once beside a table; Enter is the link's own. */
export function RowKeys() {
  const selection = useSelection();
  useHotkey('j', () => step(1));
  useHotkey('k', () => step(-1));
  useHotkey('x', (event) => {
    const id = focusedRow()?.dataset.row;
    if (id && selection) selection.toggle(id, event.shiftKey);
  });
  return null;
}
