'use client';

import { useId, type ReactNode } from 'react';

type SwitchProps = {
  label: ReactNode;
  help?: ReactNode;
  checked: boolean;
  onChange: (on: boolean) => void;
  busy?: boolean;
};

/** On or off, at once. What it does can be undone by the same switch. */
export function Switch({ label, help, checked, onChange, busy }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex min-h-6 items-start gap-2.5 pointer-coarse:min-h-11 pointer-coarse:items-center">
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={checked}
        aria-busy={busy || undefined}
        aria-describedby={help ? `${id}-help` : undefined}
        onClick={() => onChange(!checked)}
        className="group relative h-4.5 w-8 flex-none rounded-full bg-line-strong transition-colors duration-(--dur-fast) before:absolute before:-inset-x-1 before:-inset-y-1 aria-checked:bg-accent pointer-coarse:before:-inset-y-3.5"
      >
        <span className="block size-3.5 translate-x-0.5 rounded-full bg-on-accent transition-transform duration-(--dur-fast) group-aria-checked:translate-x-4" />
      </button>
      <span>
        <label htmlFor={id}>{label}</label>
        {help ? (
          <span id={`${id}-help`} className="block text-xs text-ink-3">
            {help}
          </span>
        ) : null}
      </span>
    </div>
  );
}
