import type { NavGroup, NavItem, PaletteItem, Shortcut } from '@/components/layout/types';
import { pages } from '@/lib/paths';

/** True when who looks holds the right. */
export type May = (
  right:
    | 'contacts:read'
    | 'contacts:write'
    | 'contacts:import'
    | 'segments:read'
    | 'segments:write'
    | 'templates:read'
    | 'templates:write'
    | 'campaigns:read'
    | 'campaigns:write'
    | 'inbox:read'
    | 'analytics:read'
    | 'jobs:read'
    | 'sandbox:read',
) => boolean;

const only = <T>(on: boolean, item: T): T[] => (on ? [item] : []);

const inboxKeys: Shortcut[] = [
  { group: 'Inbox', keys: 'R', label: 'Write an answer' },
  { group: 'Inbox', keys: 'Ctrl Enter', label: 'Send the answer' },
  { group: 'Inbox', keys: 'D', label: 'Close or reopen the conversation' },
];

/** The areas that a role may open, in their groups; the others are absent. `health` stands beside System. */
export function navOf(
  tenant: string,
  may: May,
  health: NavItem['state'],
): { nav: NavGroup[]; foot: NavItem[]; tabs: NavItem[]; commands: PaletteItem[]; shortcuts: Shortcut[] } {
  const home: NavItem = { href: pages.home(tenant), label: 'Home', icon: 'house' };
  const inbox: NavItem = { href: pages.inbox(tenant), label: 'Inbox', icon: 'inbox' };
  const contacts: NavItem = { href: pages.contacts(tenant), label: 'Contacts', icon: 'users' };
  const segments: NavItem = { href: pages.segments(tenant), label: 'Segments', icon: 'circle-dashed' };
  const suppressions: NavItem = { href: pages.suppressions(tenant), label: 'Suppressions', icon: 'ban' };
  const campaigns: NavItem = { href: pages.campaigns(tenant), label: 'Campaigns', icon: 'send' };
  const templates: NavItem = { href: pages.templates(tenant), label: 'Templates', icon: 'layout-template' };
  const groups: NavGroup[] = [
    { items: [home, ...only(may('inbox:read'), inbox)] },
    {
      label: 'People',
      items: [
        ...only(may('contacts:read'), contacts),
        ...only(may('segments:read'), segments),
        ...only(may('contacts:read'), suppressions),
      ],
    },
    {
      label: 'Outreach',
      items: [...only(may('campaigns:read'), campaigns), ...only(may('templates:read'), templates)],
    },
    {
      label: 'Insight',
      items: only<NavItem>(may('analytics:read'), {
        href: pages.analytics(tenant),
        label: 'Analytics',
        icon: 'chart-line',
      }),
    },
  ];
  const foot: NavItem[] = [
    ...only<NavItem>(may('sandbox:read'), { href: pages.sandbox(tenant), label: 'Sandbox', icon: 'mailbox' }),
    ...only<NavItem>(may('jobs:read'), {
      ...{ href: pages.jobs(tenant), label: 'System', icon: 'activity' },
      ...(health ? { state: health } : {}),
    }),
    { href: pages.settings(tenant), label: 'Settings', icon: 'settings' },
  ];
  const make = (on: boolean, id: string, label: string, href: string): PaletteItem[] =>
    only(on, { id, group: 'Make', label, icon: 'plus', href });
  return {
    nav: groups.filter((group) => group.items.length > 0),
    foot,
    tabs: [
      home,
      ...only(may('inbox:read'), inbox),
      ...only(may('contacts:read'), contacts),
      ...only(may('campaigns:read'), campaigns),
    ],
    shortcuts: may('inbox:read') ? inboxKeys : [],
    commands: [
      ...make(may('contacts:write'), 'new-contact', 'New contact', pages.newContact(tenant)),
      ...make(may('contacts:import'), 'new-import', 'Import contacts', pages.newImport(tenant)),
      ...make(may('segments:write'), 'new-segment', 'New segment', pages.newSegment(tenant)),
      ...make(may('templates:write'), 'new-template', 'New template', pages.newTemplate(tenant)),
      ...make(may('campaigns:write'), 'new-campaign', 'New campaign', pages.newCampaign(tenant)),
    ],
  };
}
