'use client';

import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { Dialog as Base } from 'radix-ui';
import { useState } from 'react';
import { leavePage } from '../form/unsaved-store';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import { useFocusReturn } from '../ui/use-focus-return';
import { useSearch } from '../ui/use-search';
import type { PaletteItem } from './types';

type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  items: readonly PaletteItem[];
  /** Finds people, threads, campaigns by name; may be a server action. */
  search?: (query: string) => Promise<readonly PaletteItem[]>;
  /** Runs an item that has no address. */
  onCommand?: (id: string) => void;
};

function grouped(items: readonly PaletteItem[]): Array<[string, PaletteItem[]]> {
  const groups = new Map<string, PaletteItem[]>();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return [...groups];
}

/** Ctrl K: one field for everything. Arrows walk, Enter opens, Ctrl Enter opens in a new tab. */
export function CommandPalette({ open, onOpenChange, items, search, onCommand }: CommandPaletteProps) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const focus = useFocusReturn(false);
  const found = useSearch(search, query);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const own = items.filter((item) => words.every((word) => `${item.label} ${item.group}`.toLowerCase().includes(word)));
  const shown = [...own, ...(found.items ?? [])];
  const close = () => {
    onOpenChange(false);
    setQuery('');
  };
  const take = (item: PaletteItem, newTab = false) => {
    const { href } = item;
    close();
    if (href && newTab) window.open(href, '_blank', 'noopener');
    else if (href) leavePage(() => router.push(href));
    else onCommand?.(item.id);
  };
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Base.Content
          {...focus}
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[10vh] z-40 mx-auto max-w-160 animate-pop overflow-hidden rounded-lg bg-raised shadow-dialog outline-none"
        >
          <Base.Title className="sr-only">Search and commands</Base.Title>
          <Command
            shouldFilter={false}
            loop
            label="Search and commands"
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              const chosen = event.currentTarget.querySelector('[data-selected=true]')?.getAttribute('data-id');
              const item = shown.find((entry) => entry.id === chosen);
              if (!item) return;
              event.preventDefault();
              take(item, true);
            }}
          >
            <div className="flex items-center gap-2 border-b border-line px-4">
              <Icon name="search" className="text-ink-3" />
              <Command.Input
                value={query}
                onValueChange={setQuery}
                placeholder="Search or jump to"
                className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none"
              />
              <Key>Esc</Key>
            </div>
            <Command.List className="max-h-[60dvh] overflow-auto p-2 scroll-thin">
              <Command.Empty className="px-2 py-4 text-ink-3">
                {found.note ?? `Nothing is called “${query}”`}
              </Command.Empty>
              {grouped(shown).map(([group, entries]) => (
                <Command.Group
                  key={group}
                  heading={<span className="px-2 text-2xs font-strong text-ink-3">{group}</span>}
                >
                  {entries.map((item) => (
                    <PaletteRow key={item.id} item={item} onTake={() => take(item)} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

function PaletteRow({ item, onTake }: { item: PaletteItem; onTake: () => void }) {
  return (
    <Command.Item
      value={item.id}
      data-id={item.id}
      onSelect={onTake}
      className="flex min-h-9 items-center gap-2.5 rounded-sm px-2 data-[selected=true]:bg-hover pointer-coarse:min-h-11"
    >
      <Icon name={item.icon ?? 'chevron-right'} className="text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.hint ? <span className="truncate text-xs text-ink-3">{item.hint}</span> : null}
      {item.keys ? <Key>{item.keys}</Key> : null}
    </Command.Item>
  );
}
