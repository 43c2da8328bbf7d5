'use client';

import { AlertDialog as Base } from 'radix-ui';
import { useId, useState, type ReactNode } from 'react';
import { Button } from './button';
import { Input } from './input';
import { useFocusReturn } from './use-focus-return';

/** What cannot be undone has its number typed when it is above this. */
export const typedAbove = 1000;

type ConfirmProps = {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Verb, thing, number: "Erase Tomasz Wieczorek from 5 stores". */
  title: string;
  /** What goes, what stays. */
  children: ReactNode;
  /** Repeats the verb. */
  confirmLabel: string;
  /** Where staying has a better word than “Cancel”. */
  cancelLabel?: string;
  /** Must be typed exactly before the button works. */
  typeToConfirm?: string;
  danger?: boolean;
  busy?: boolean;
  /** May be async: the dialog stays open and busy until it settles, and closes unless it rejects or returns false. */
  onConfirm: () => void | boolean | Promise<void | boolean>;
};

/** A number as it is shown, "1,121", means the same as "1121". */
const digitsOf = (text: string): string => text.replaceAll(/[\s.,’]/g, '');

/** Asks only where undo is impossible. Focus starts on Cancel. */
export function Confirm(props: ConfirmProps) {
  const { trigger, title, children, confirmLabel, typeToConfirm, danger, busy, onConfirm } = props;
  const id = useId();
  const focus = useFocusReturn(Boolean(trigger));
  const [ownOpen, setOwnOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [running, setRunning] = useState(false);
  const open = props.open ?? ownOpen;
  const setOpen = (next: boolean) => {
    setTyped('');
    setOwnOpen(next);
    props.onOpenChange?.(next);
  };
  const run = async () => {
    setRunning(true);
    try {
      if ((await onConfirm()) !== false) setOpen(false);
    } finally {
      setRunning(false);
    }
  };
  const missing = typeToConfirm !== undefined && ![typed.trim(), digitsOf(typed)].includes(typeToConfirm);
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      {trigger ? <Base.Trigger asChild>{trigger}</Base.Trigger> : null}
      <Base.Portal>
        <Base.Overlay data-over-page="" className="fixed inset-0 z-40 bg-scrim" />
        <Base.Content
          {...focus}
          className="fixed inset-x-2 top-[16vh] z-40 mx-auto max-h-[80dvh] max-w-120 animate-pop overflow-y-auto rounded-lg bg-raised p-5 shadow-dialog outline-none"
        >
          <Base.Title className="text-lg font-semibold">{title}</Base.Title>
          <Base.Description asChild>
            <div className="mt-2 text-base text-ink-2">{children}</div>
          </Base.Description>
          {typeToConfirm === undefined ? null : (
            <div className="mt-3">
              <label htmlFor={id} className="mb-1 block font-medium">
                Type <span className="mono">{typeToConfirm}</span> to go on
              </label>
              <Input id={id} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
            </div>
          )}
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Base.Cancel asChild>
              <Button>{props.cancelLabel ?? 'Cancel'}</Button>
            </Base.Cancel>
            <Button
              variant={danger ? 'danger-solid' : 'primary'}
              busy={busy || running}
              reason={missing ? `Type “${typeToConfirm}” first` : undefined}
              onClick={() => void run()}
            >
              {confirmLabel}
            </Button>
          </div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
