'use client';

import { Avatar } from '../ui/avatar';
import { Menu, type MenuItem } from '../ui/menu';
import type { Person } from './types';

type UserMenuProps = { user: Person; items?: readonly MenuItem[]; onSignOut: () => void };

/** Who is signed in, and the way out. */
export function UserMenu({ user, items = [], onSignOut }: UserMenuProps) {
  const trigger = (
    <button
      type="button"
      aria-label={`Account of ${user.name}`}
      className="grid size-7.5 flex-none place-items-center rounded-full hover:bg-hover pointer-coarse:size-11"
    >
      <Avatar name={user.name} />
    </button>
  );
  const who = [user.name, user.email, user.role].filter(Boolean).join(' · ');
  return (
    <Menu
      label="Account"
      trigger={trigger}
      items={[
        { kind: 'label', label: who },
        ...items,
        { kind: 'separator' },
        { label: 'Sign out', icon: 'log-out', onSelect: onSignOut },
      ]}
    />
  );
}
