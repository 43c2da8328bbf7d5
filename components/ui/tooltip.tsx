'use client';

import { Tooltip as Base } from 'radix-ui';
import type { ReactNode } from 'react';
import { Key } from './key';
import { useLayerHost } from './use-layer-host';

type TooltipProps = {
  label: ReactNode;
  keys?: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactNode;
};

/** Words for a control on hover and focus. The child must be one focusable element; never the only place of a fact. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  const [host, onOpenChange] = useLayerHost();
  return (
    <Base.Root onOpenChange={onOpenChange}>
      <Base.Trigger asChild>{children}</Base.Trigger>
      <Base.Portal container={host}>
        <Base.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 animate-pop items-center gap-2 rounded-sm bg-inverse px-2 py-1 text-xs text-on-inverse shadow-pop"
        >
          {label}
          {keys ? <Key tone="inverse">{keys}</Key> : null}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

export const TooltipProvider = Base.Provider;
