import { Tabs } from '@/components/ui/tabs';
import { pages } from '@/lib/paths';

const parts = [
  { key: 'general', label: 'General', href: pages.settings },
  { key: 'organisation', label: 'Organisation', href: pages.organisation },
  { key: 'rules', label: 'Sending rules', href: pages.sendingRules },
  { key: 'topics', label: 'Topics', href: pages.topics },
  { key: 'providers', label: 'Providers', href: pages.providers },
  { key: 'link-domain', label: 'Tracking domain', href: pages.linkDomain },
] as const;

/** The pages of settings; who may not read them sees the general one alone. */
export function SettingsTabs({ tenant, current, all }: { tenant: string; current: string; all: boolean }) {
  if (!all) return null;
  return (
    <div className="mb-4">
      <Tabs
        label="Settings"
        tabs={parts.map(({ key, label, href }) => ({ label, href: href(tenant), current: key === current }))}
      />
    </div>
  );
}
