'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import { toastStore, type Toast } from './toast-store';

const nothing = { toasts: [], announcement: '' };

function Line({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => toastStore.dismiss(toast.id), toast.action ? 10_000 : 6_000);
    return () => clearTimeout(timer);
  }, [held, toast]);
  const act = () => {
    toast.action?.onAction();
    toastStore.dismiss(toast.id);
  };
  return (
    <li
      data-toast
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex min-h-10 max-w-[min(30rem,calc(100vw-2rem))] animate-pop items-center gap-3 rounded-md bg-inverse py-1 pr-1.5 pl-3.5 text-on-inverse shadow-pop"
    >
      <span className="min-w-0 flex-1 py-1">{toast.text}</span>
      {toast.action ? (
        <button
          type="button"
          onClick={act}
          className="min-h-7 rounded-xs px-2 font-semibold underline underline-offset-2 outline-offset-0 pointer-coarse:min-h-11"
        >
          {toast.action.label}
        </button>
      ) : null}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => toastStore.dismiss(toast.id)}
        className="grid size-7 flex-none place-items-center rounded-xs outline-offset-0 pointer-coarse:size-11"
      >
        <Icon name="x" size={14} />
      </button>
    </li>
  );
}

// On a phone a dialog's buttons stand where toasts do. These go to the strip above it then, which has room for the newest.
const overDialog = 'max-md:[body:has([data-over-page])_&]:top-2 max-md:[body:has([data-over-page])_&]:bottom-auto';
const onlyNewest = 'max-md:[body:has([data-over-page])_&]:[&>li:not(:last-child)]:hidden';

/** The page's one polite live region: toasts to see, announcements to hear. Stands once, in the root layout. */
export function Toaster() {
  const { toasts, announcement } = useSyncExternalStore(toastStore.subscribe, toastStore.get, () => nothing);
  return (
    <div
      role="status"
      aria-live="polite"
      className={cn(
        'pointer-events-none fixed bottom-4 left-63 z-50 folded:left-17 max-md:bottom-20 max-md:left-4 folded:max-md:left-4',
        overDialog,
      )}
    >
      <ul className={cn('flex flex-col items-start gap-2', onlyNewest)}>
        {toasts.map((toast) => (
          <Line key={toast.id} toast={toast} />
        ))}
      </ul>
      <p className="sr-only">{announcement}</p>
    </div>
  );
}
