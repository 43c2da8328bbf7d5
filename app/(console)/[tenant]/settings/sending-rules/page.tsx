import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/layout/page-header';
import { RuleText } from '@/components/compliance/rule-text';
import { countryName, lawDay } from '@/components/compliance/words';
import { Countries } from '@/components/places/country-choice';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { NoPermission } from '@/components/ui/states';
import { listRules } from '@/lib/compliance';
import type { SendingRule } from '@/lib/compliance/schema';
import { phoneCountries } from '@/lib/contacts';
import { listProviders } from '@/lib/sending';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { SettingsTabs } from '../_components/settings-tabs';
import { OwnRules } from './_components/own-rules';

export const metadata: Metadata = { title: 'Sending rules' };

type Props = { params: Promise<{ tenant: string }> };

export default async function SendingRulesPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'settings:read')) return <NoPermission need="the right to read settings" ask="an administrator" />;
  const { items, country, timeZone } = await load(listRules(ctx, {}));
  const providers = Object.fromEntries(
    (await load(listProviders(ctx, {}))).items.map(({ id, name }) => [id, name] as const),
  );
  const given = items.filter((rule) => rule.builtIn);
  return (
    <Page>
      <SettingsTabs tenant={tenant} current="rules" all />
      <PageHeader title="Sending rules" meta="Asked of every message before it leaves." />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Countries list={phoneCountries()}>
            <OwnRules
              tenant={tenant}
              rules={items.filter((rule) => !rule.builtIn)}
              providers={providers}
              mayWrite={mayOpen(ctx, 'settings:write')}
              now={ctx.clock.now().toISOString()}
              zone={ctx.timeZone}
            />
          </Countries>
          <Card title="For every organisation here">
            <ul className="divide-y divide-line">
              {given.map((rule) => (
                <Given key={rule.id} rule={rule} />
              ))}
            </ul>
          </Card>
        </div>
        <Card title="How every message is judged">
          <p className="max-w-[66ch] text-ink-2">
            Each message is asked about when it is planned and again when it is handed over, in this order: contact, do
            not contact, consent, suppression, legal profile, quiet hours, frequency cap, capacity. The answer is kept
            with the message. Contacts without a country are taken to be in{' '}
            {country ? countryName(country) : 'an unknown one'}. Those whose time zone is not known have that of their
            country, and where that has several or is not known {timeZone.replaceAll('_', ' ')}.
          </p>
        </Card>
      </div>
    </Page>
  );
}

function Given({ rule }: { rule: SendingRule }) {
  return (
    <li className="py-2.5 first:pt-0 last:pb-0">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{rule.name}</span>
        {rule.rule.type === 'legal_profile' ? <Badge tone="quiet">Law since {lawDay(rule.effectiveFrom)}</Badge> : null}
        {rule.rule.type === 'capacity' ? <Badge tone="quiet">Set by the operator</Badge> : null}
      </span>
      <RuleText rule={rule} />
    </li>
  );
}
