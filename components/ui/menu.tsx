'use client';

import Link from 'next/link';
import { DropdownMenu as Base } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icons';
import { Key } from './key';
import { useLayerHost } from './use-layer-host';

export type MenuItem =
  | { kind: 'separator' }
  | { kind: 'label'; label: string }
  | {
      kind?: 'item';
      label: string;
      icon?: IconName;
      keys?: string;
      href?: string;
      onSelect?: () => void;
      danger?: boolean;
      checked?: boolean;
      /** Why it cannot be used now; shown under the label. */
      reason?: string;
    };

type MenuProps = { trigger: ReactNode; label: string; items: readonly MenuItem[]; align?: 'start' | 'end' };
const row =
  'flex min-h-8 items-center gap-2 rounded-xs px-2 outline-none select-none data-[highlighted]:bg-hover data-[disabled]:text-ink-3 pointer-coarse:min-h-11';

function Body({ item }: { item: Extract<MenuItem, { label: string }> & { kind?: 'item' } }) {
  return (
    <>
      {item.icon ? <Icon name={item.icon} className={item.danger ? '' : 'text-ink-3'} /> : null}
      <span className="min-w-0 flex-1 py-1">
        {item.label}
        {item.reason ? <span className="block text-xs">{item.reason}</span> : null}
      </span>
      {item.checked ? <Icon name="check" size={14} className="text-accent-text" /> : null}
      {item.checked === undefined ? null : <span className="sr-only">{item.checked ? '(chosen)' : ''}</span>}
      {item.keys ? <Key>{item.keys}</Key> : null}
    </>
  );
}

function Row({ item }: { item: MenuItem }) {
  if (item.kind === 'separator') return <Base.Separator className="my-1 h-px bg-line" />;
  if (item.kind === 'label')
    return <Base.Label className="px-2 py-1 text-2xs font-strong text-ink-3">{item.label}</Base.Label>;
  const look = cn(row, item.danger && 'text-bad-text');
  if (item.href && !item.reason) {
    return (
      <Base.Item asChild className={look} onSelect={item.onSelect}>
        <Link href={item.href}>
          <Body item={item} />
        </Link>
      </Base.Item>
    );
  }
  return (
    <Base.Item className={look} onSelect={item.onSelect} disabled={Boolean(item.reason)}>
      <Body item={item} />
    </Base.Item>
  );
}

/** Actions behind one trigger (one focusable element), with their keys. */
export function Menu({ trigger, label, items, align = 'end' }: MenuProps) {
  const [host, onOpenChange] = useLayerHost();
  return (
    <Base.Root modal={false} onOpenChange={onOpenChange}>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal container={host}>
        <Base.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-pop overflow-auto rounded-md bg-raised p-1 shadow-pop"
        >
          {items.map((item, index) => (
            <Row key={'label' in item ? item.label : `separator-${index}`} item={item} />
          ))}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
