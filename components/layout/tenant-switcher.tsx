'use client';

import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { leavePage } from '../form/unsaved-store';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Logo } from './logo';
import type { TenantLink } from './types';

const itemClass =
  'flex min-h-9 items-center gap-2 rounded-xs px-2 data-[selected=true]:bg-hover pointer-coarse:min-h-11';

/** Which organisation and which of its sites: top left, always visible. Recent ones come first. */
export function TenantSwitcher({ tenants }: { tenants: readonly TenantLink[] }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const current = tenants.find((tenant) => tenant.current) ?? tenants[0];
  const site = current?.sites?.find((entry) => entry.current);
  const go = (href: string) => {
    setOpen(false);
    leavePage(() => router.push(href));
  };
  const trigger = (
    <button
      type="button"
      className="mx-2 mt-2 mb-1.5 flex w-[calc(100%-1rem)] items-center gap-2.5 rounded-sm px-2 py-1.5 text-left hover:bg-active folded:md:justify-center folded:md:px-0"
    >
      <Logo />
      <span className="min-w-0 flex-1 leading-4.5 folded:md:sr-only">
        <span className="block truncate font-semibold">{current?.name ?? 'Choose an organisation'}</span>
        <span className="block truncate text-xs text-ink-3">{site?.name ?? 'All sites'}</span>
      </span>
      <Icon name="chevrons-up-down" size={14} className="text-ink-3 folded:md:hidden" />
    </button>
  );
  const ordered = [...tenants].sort((a, b) => Number(b.recent ?? false) - Number(a.recent ?? false));
  return (
    <Dialog title="Organisation and site" trigger={trigger} open={open} onOpenChange={setOpen}>
      <Command label="Organisations and sites">
        <Command.Input
          placeholder="Find"
          className="mb-2 h-(--control) w-full rounded-sm border border-line-strong bg-surface px-2.25"
        />
        <Command.List className="max-h-[50dvh] overflow-auto scroll-thin">
          <Command.Empty className="px-2 py-3 text-ink-3">No organisation or site of yours has that name</Command.Empty>
          {ordered.map((tenant) => (
            <Command.Group
              key={tenant.href}
              heading={<span className="px-2 text-2xs font-strong text-ink-3">{tenant.name}</span>}
            >
              <Command.Item value={`${tenant.name} all sites`} onSelect={() => go(tenant.href)} className={itemClass}>
                <span className="flex-1">{tenant.sites?.length ? 'All sites' : tenant.name}</span>
                {tenant.current && !site ? <Icon name="check" size={14} className="text-accent-text" /> : null}
              </Command.Item>
              {(tenant.sites ?? []).map((entry) => (
                <Command.Item
                  key={entry.href}
                  value={`${tenant.name} ${entry.name}`}
                  onSelect={() => go(entry.href)}
                  className={itemClass}
                >
                  <span className="flex-1 pl-3">{entry.name}</span>
                  {entry.current ? <Icon name="check" size={14} className="text-accent-text" /> : null}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
