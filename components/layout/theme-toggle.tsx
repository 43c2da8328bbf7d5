'use client';

import { IconButton } from '../ui/icon-button';
import { Menu } from '../ui/menu';
import { useTheme } from './preferences';

/** Light, dark, or as the system does. */
export function ThemeToggle() {
  const [choice, choose] = useTheme();
  return (
    <Menu
      label="Theme"
      trigger={<IconButton icon="sun-moon" label="Theme" />}
      items={[
        { label: 'Light', icon: 'sun', checked: choice === 'light', onSelect: () => choose('light') },
        { label: 'Dark', icon: 'moon', checked: choice === 'dark', onSelect: () => choose('dark') },
        { label: 'As the system', icon: 'monitor', checked: choice === 'system', onSelect: () => choose('system') },
      ]}
    />
  );
}
