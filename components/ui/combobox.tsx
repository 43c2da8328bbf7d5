'use client';

import { Command } from 'cmdk';
import { Popover as Base } from 'radix-ui';
import { useId, useState } from 'react';
import { cn } from './cn';
import { controlClass } from './control-class';
import { useControl, useEdited } from './control-context';
import { Icon } from './icon';
import { useSearch } from './use-search';

export type ComboOption = { value: string; label: string; hint?: string };
type ComboboxProps = {
  /** The choices, or the first ones when `search` finds the rest. */
  options: readonly ComboOption[];
  value: string | null;
  onChange: (value: string | null, option: ComboOption | null) => void;
  search?: (query: string) => Promise<readonly ComboOption[]>;
  placeholder?: string;
  /** What the list says when nothing is in it. */
  nothing?: string;
  /** For readers, where no Field names it. */
  label?: string;
  name?: string;
  clearable?: boolean;
};

/** Choose one of many by typing. Arrow keys walk, Enter takes, Esc leaves. */
export function Combobox({
  options,
  value,
  onChange,
  search,
  placeholder = 'Choose',
  nothing = 'Nothing found',
  label,
  name,
  clearable,
}: ComboboxProps) {
  const control = useControl();
  const edited = useEdited();
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState<ComboOption | null>(null);
  const found = useSearch(search, query);
  const shown = found.items ?? options;
  const current = options.find((option) => option.value === value) ?? (picked?.value === value ? picked : null);
  const take = (option: ComboOption | null) => {
    setPicked(option);
    setOpen(false);
    setQuery('');
    onChange(option?.value ?? null, option);
    edited();
  };
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Trigger asChild>
        <button
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-controls={listId}
          id={control.id}
          aria-describedby={control['aria-describedby']}
          aria-invalid={control['aria-invalid']}
          aria-label={label}
          className={cn(controlClass, 'flex h-(--control) items-center gap-2 text-left pointer-coarse:text-lg')}
        >
          <span className={cn('min-w-0 flex-1 truncate', !current && 'text-ink-3')}>
            {current?.label ?? placeholder}
          </span>
          <Icon name="chevrons-up-down" size={14} className="text-ink-3" />
        </button>
      </Base.Trigger>
      {(name ?? control.name) ? <input type="hidden" name={name ?? control.name} value={value ?? ''} /> : null}
      <Base.Portal>
        <Base.Content
          aria-label={label ?? placeholder}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 w-(--radix-popover-trigger-width) min-w-56 animate-pop rounded-md bg-raised shadow-pop"
        >
          <div id={listId}>
            <Command shouldFilter={!search} label={label ?? placeholder}>
              <Command.Input
                value={query}
                onValueChange={setQuery}
                placeholder="Find"
                className="h-9 w-full border-b border-line bg-transparent px-3 outline-none pointer-coarse:h-11"
              />
              <Command.List className="max-h-72 overflow-auto p-1 scroll-thin">
                <Command.Empty className="px-2 py-3 text-ink-3">{found.note ?? nothing}</Command.Empty>
                {clearable && value ? <Option label="None" onTake={() => take(null)} /> : null}
                {shown.map((option) => (
                  <Option key={option.value} {...option} chosen={option.value === value} onTake={() => take(option)} />
                ))}
              </Command.List>
            </Command>
          </div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

type OptionProps = { value?: string; label: string; hint?: string; chosen?: boolean; onTake: () => void };

function Option({ value = '', label, hint, chosen, onTake }: OptionProps) {
  return (
    <Command.Item
      value={`${label} ${value}`}
      onSelect={onTake}
      className="flex min-h-8 items-center gap-2 rounded-xs px-2 data-[selected=true]:bg-hover pointer-coarse:min-h-11"
    >
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint ? <span className="text-xs text-ink-3">{hint}</span> : null}
      {chosen ? <Icon name="check" size={14} className="text-accent-text" /> : null}
    </Command.Item>
  );
}
