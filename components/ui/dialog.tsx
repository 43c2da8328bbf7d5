'use client';

import { Dialog as Base } from 'radix-ui';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { cn } from './cn';
import { Confirm } from './confirm';
import { DialogWork } from './dialog-work';
import { Icon } from './icon';
import { isOnToast } from './toast-store';
import { useFocusReturn } from './use-focus-return';

type DialogProps = {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, primary last. */
  footer?: ReactNode;
  /** Over the page's middle (default) or a panel at the side, whole width on a phone. */
  placement?: 'center' | 'right' | 'left';
  children?: ReactNode;
};

const places = {
  center: 'inset-x-2 top-[12vh] mx-auto max-h-[80dvh] max-w-140 rounded-lg shadow-dialog animate-pop',
  right: 'inset-y-0 right-0 w-full max-w-110 border-l border-line shadow-dialog animate-pop',
  left: 'inset-y-0 left-0 w-[min(19rem,88vw)] border-r border-line shadow-dialog animate-pop',
};

/**
 * A question or a task over the page: focus stays inside and goes back. Esc, its X and a click beside it close, and ask first when a
 * form in it was begun; Cancel is named for what it does, and does not ask.
 */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  footer,
  placement = 'center',
  children,
}: DialogProps) {
  const focus = useFocusReturn(Boolean(trigger));
  const isWritten = useRef(false);
  const tell = useCallback((is: boolean) => void (isWritten.current = is), []);
  const [asking, setAsking] = useState(false);
  // Closed while it asked, by what was saved meanwhile: the next time nothing is written yet.
  if (open === false && asking) setAsking(false);
  const askFirst = (event: Pick<Event, 'preventDefault'>) => {
    if (!isWritten.current || !onOpenChange) return;
    event.preventDefault();
    setAsking(true);
  };
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Base.Trigger asChild>{trigger}</Base.Trigger> : null}
      <Base.Portal>
        {/* A click beside it leaves the focus where it is, for whoever stays. */}
        <Base.Overlay
          data-over-page={placement === 'center' ? '' : undefined}
          className="fixed inset-0 z-40 bg-scrim"
          onMouseDown={(event) => event.preventDefault()}
        />
        <Base.Content
          {...focus}
          onEscapeKeyDown={askFirst}
          onPointerDownOutside={(event) => (isOnToast(event) ? event.preventDefault() : askFirst(event))}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn('fixed z-40 flex flex-col bg-raised outline-none', places[placement])}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-1 text-base text-ink-2">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              aria-label="Close"
              onClick={askFirst}
              className="-mr-2 grid size-7.5 flex-none place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:-mt-2.5 pointer-coarse:size-11"
            >
              <Icon name="x" />
            </Base.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-auto px-5 pt-1 pb-4 scroll-thin">
            <DialogWork value={tell}>{children}</DialogWork>
          </div>
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          ) : null}
          <Confirm
            open={asking}
            onOpenChange={setAsking}
            title="Close without saving"
            confirmLabel="Close without saving"
            cancelLabel="Stay"
            danger
            onConfirm={() => onOpenChange?.(false)}
          >
            What you wrote here is not saved. If you close it now, it is gone.
          </Confirm>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

/** A panel from the right: a preview, an inspector, a side pane on narrow screens. */
export function Sheet(props: Omit<DialogProps, 'placement'>) {
  return <Dialog {...props} placement="right" />;
}
