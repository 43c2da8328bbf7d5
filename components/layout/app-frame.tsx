'use client';

import { usePathname } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { leavePage } from '../form/unsaved-store';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { IconButton } from '../ui/icon-button';
import { Key } from '../ui/key';
import type { MenuItem } from '../ui/menu';
import { useHotkey } from '../ui/use-hotkey';
import { CrumbContext, CrumbTrail, type Crumb } from './breadcrumbs';
import { CommandPalette } from './command-palette';
import { toggleSidebar, useFolded } from './preferences';
import { ShortcutMap } from './shortcut-map';
import { activeItem, SidebarNav } from './sidebar-nav';
import { SkipLink } from './skip-link';
import { TabBar } from './tab-bar';
import { TenantSwitcher } from './tenant-switcher';
import { ThemeToggle } from './theme-toggle';
import type { NavGroup, NavItem, PaletteItem, Person, Shortcut, TenantLink } from './types';
import { UserMenu } from './user-menu';

type AppFrameProps = {
  tenants: readonly TenantLink[];
  user: Person;
  nav: readonly NavGroup[];
  /** Foot of the sidebar: System, Settings. */
  foot?: readonly NavItem[];
  /** Up to four places of the phone's tab bar; "More" is added. */
  tabs?: readonly NavItem[];
  commands?: readonly PaletteItem[];
  search?: (query: string) => Promise<readonly PaletteItem[]>;
  onCommand?: (id: string) => void;
  shortcuts?: readonly Shortcut[];
  userMenu?: readonly MenuItem[];
  /** A server action, or a function that signs out. */
  signOut: () => void | Promise<void>;
  /** Jobs pill, bell. */
  topBar?: ReactNode;
  /** A line over the page: offline, impersonation. */
  banner?: ReactNode;
  children: ReactNode;
};

/** The frame of every console page: sidebar, top bar, main; below 768 px a drawer and a tab bar. */
export function AppFrame(props: AppFrameProps) {
  const path = usePathname();
  const folded = useFolded();
  const [crumbs, setCrumbs] = useState<readonly Crumb[] | null>(null);
  const [open, setOpen] = useState<'palette' | 'map' | 'drawer' | null>(null);
  const foot = props.foot ?? [];
  const groups = foot.length ? [...props.nav, { items: foot }] : props.nav;
  const current = activeItem(groups, path);
  const show = (what: typeof open) => (on: boolean) => setOpen(on ? what : null);
  useHotkey('mod+k', () => setOpen('palette'));
  useHotkey('?', () => setOpen('map'));
  useHotkey('[', toggleSidebar);
  const places: PaletteItem[] = groups.flatMap((group) =>
    group.items.map((item) => ({ id: item.href, group: 'Go to', label: item.label, icon: item.icon, href: item.href })),
  );
  return (
    <CrumbContext.Provider value={setCrumbs}>
      <SkipLink />
      <div className="grid h-dvh grid-cols-[14.75rem_minmax(0,1fr)] folded:grid-cols-[3.25rem_minmax(0,1fr)] max-md:grid-cols-1 folded:max-md:grid-cols-1">
        <aside aria-label="Sidebar" className="flex min-h-0 flex-col border-r border-line bg-sidebar max-md:hidden">
          <TenantSwitcher tenants={props.tenants} />
          <SearchButton onOpen={() => setOpen('palette')} />
          <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col">
            <div className="min-h-0 flex-1 overflow-y-auto px-2 pt-0.5 pb-2 scroll-none">
              <SidebarNav groups={props.nav} current={current} />
            </div>
            <div className="border-t border-line p-2">
              <SidebarNav groups={foot.length ? [{ items: foot }] : []} current={current} />
            </div>
          </nav>
        </aside>
        <div className="flex min-h-0 min-w-0 flex-col">
          <header className="flex h-12 flex-none items-center gap-2.5 border-b border-line bg-canvas pr-4 pl-6 max-md:h-13 max-md:gap-1 max-md:pr-2 max-md:pl-4">
            <IconButton
              icon="panel-left"
              label={folded ? 'Open the sidebar' : 'Fold the sidebar'}
              keys="["
              onClick={toggleSidebar}
              className="-ml-3 max-md:hidden"
            />
            <CrumbTrail crumbs={crumbs ?? [{ label: current?.label ?? 'AlumOutreach' }]} />
            {props.topBar}
            <IconButton
              icon="search"
              label="Search"
              keys="Ctrl K"
              className="md:hidden"
              onClick={() => setOpen('palette')}
            />
            <IconButton
              icon="circle-question-mark"
              label="Keyboard"
              keys="?"
              className="max-md:hidden"
              onClick={() => setOpen('map')}
            />
            <ThemeToggle />
            <UserMenu
              user={props.user}
              items={props.userMenu}
              onSignOut={() => leavePage(() => void props.signOut())}
            />
          </header>
          {props.banner}
          <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 overflow-auto outline-none scroll-thin">
            {props.children}
          </main>
          <TabBar
            items={props.tabs ?? groups.flatMap((group) => group.items).slice(0, 4)}
            current={current}
            onMore={() => setOpen('drawer')}
          />
        </div>
      </div>
      <Dialog placement="left" title="Menu" open={open === 'drawer'} onOpenChange={show('drawer')}>
        <div className="-mx-3">
          <TenantSwitcher tenants={props.tenants} />
          <nav aria-label="Menu">
            <SidebarNav groups={groups} current={current} onGo={() => setOpen(null)} />
          </nav>
        </div>
      </Dialog>
      <CommandPalette
        open={open === 'palette'}
        onOpenChange={show('palette')}
        items={[...(props.commands ?? []), ...places]}
        search={props.search}
        onCommand={props.onCommand}
      />
      <ShortcutMap open={open === 'map'} onOpenChange={show('map')} shortcuts={props.shortcuts} />
    </CrumbContext.Provider>
  );
}

function SearchButton({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      title="Search or jump to"
      className="mx-3 mb-2 flex h-7.5 flex-none items-center gap-2 rounded-sm border border-line bg-surface pr-1.5 pl-2.25 text-ink-3 shadow-edge hover:bg-hover folded:mx-2 folded:justify-center folded:px-0"
    >
      <Icon name="search" />
      <span className="min-w-0 flex-1 truncate text-left folded:sr-only">Search or jump to</span>
      <span className="folded:hidden">
        <Key>Ctrl K</Key>
      </span>
    </button>
  );
}
