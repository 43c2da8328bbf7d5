import type { IconName } from '../ui/icons';

export type NavItem = {
  href: string;
  label: string;
  icon: IconName;
  count?: number;
  /** Something runs here now: a live dot, with these words for readers. */
  live?: string;
  /** A word at the right, such as a health state. */
  state?: { tone: 'good' | 'warn' | 'bad' | 'quiet'; label: string };
};
/** A group without a label stands alone at the top. */
export type NavGroup = { label?: string; items: readonly NavItem[] };
export type SiteLink = { href: string; name: string; current?: boolean };
export type TenantLink = {
  href: string;
  name: string;
  current?: boolean;
  recent?: boolean;
  sites?: readonly SiteLink[];
};
export type Person = { name: string; email?: string; role?: string };
/** A line of the command palette: goes to `href`, or runs `action` by its id through `onCommand`. */
export type PaletteItem = {
  id: string;
  group: string;
  label: string;
  hint?: string;
  icon?: IconName;
  keys?: string;
  href?: string;
};
export type Shortcut = { group: string; keys: string; label: string };
