'use client';

import { Dialog } from '../ui/dialog';
import { Key } from '../ui/key';
import { Switch } from '../ui/switch';
import { useSingleKeys } from './preferences';
import type { Shortcut } from './types';

export const frameShortcuts: readonly Shortcut[] = [
  { group: 'Everywhere', keys: 'Ctrl K', label: 'Search and commands' },
  { group: 'Everywhere', keys: '?', label: 'This map' },
  { group: 'Everywhere', keys: '[', label: 'Fold the sidebar' },
  { group: 'Everywhere', keys: 'Esc', label: 'Close what is on top' },
  { group: 'Lists', keys: '/', label: 'Find in the list' },
  { group: 'Lists', keys: 'F', label: 'Add a filter' },
  { group: 'Lists', keys: 'J K', label: 'Next, previous' },
  { group: 'Lists', keys: 'X', label: 'Select' },
  { group: 'Lists', keys: 'Enter', label: 'Open' },
];

type ShortcutMapProps = { open: boolean; onOpenChange: (open: boolean) => void; shortcuts?: readonly Shortcut[] };

/** Every key of the page, and the switch that turns single letters off. */
export function ShortcutMap({ open, onOpenChange, shortcuts = [] }: ShortcutMapProps) {
  const [on, set] = useSingleKeys();
  const all = [...frameShortcuts, ...shortcuts];
  const groups = [...new Set(all.map((shortcut) => shortcut.group))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard">
      <div className="grid gap-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-xs font-strong text-ink-3">{group}</h3>
            <dl className="grid gap-1">
              {all
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.keys} className="flex justify-between gap-3">
                    <dt>{shortcut.label}</dt>
                    <dd>
                      <Key>{shortcut.keys}</Key>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-5 border-t border-line pt-4">
        <Switch label="Single-letter keys" help="Off: only keys with Ctrl work." checked={on} onChange={set} />
      </div>
    </Dialog>
  );
}
