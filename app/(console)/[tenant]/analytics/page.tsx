import type { Metadata } from 'next';
import { DayChart } from '@/components/analytics/day-chart';
import { dateLabel } from '@/components/analytics/words';
import { Page, PageHeader } from '@/components/layout/page-header';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState, ErrorState, NoPermission } from '@/components/ui/states';
import { dayIn, messageNumbers } from '@/lib/analytics';
import type { MessageNumbers } from '@/lib/analytics/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { single, type SearchParams } from '../../keyset';
import { EventList } from './_components/event-list';
import { GroupTable, type GroupRow } from './_components/group-table';
import { daysOf, periodOf } from './_components/period';
import { PeriodPicker } from './_components/period-picker';

export const metadata: Metadata = { title: 'Analytics' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

const channelWords: Record<string, string> = {
  email: 'Email',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'Push',
  webhook: 'Webhook',
};

function byChannel(numbers: MessageNumbers): GroupRow[] {
  const rows = new Map<string, GroupRow>();
  for (const { channel = '', event, count } of numbers.items) {
    const row = rows.get(channel) ?? { name: channelWords[channel] ?? (channel || 'Not known'), counts: {} };
    rows.set(channel, { ...row, counts: { ...row.counts, [event]: count } });
  }
  return [...rows.values()];
}

async function read(ctx: Ctx, from: string, to: string) {
  try {
    const [days, channels] = await Promise.all([
      messageNumbers(ctx, { from, to, by: 'day' }),
      messageNumbers(ctx, { from, to, by: 'channel' }),
    ]);
    return { ok: true as const, days, channels };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable')
      return { ok: false as const, message: error.message };
    throw error;
  }
}

export default async function AnalyticsPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'analytics:read'))
    return <NoPermission need="the right to read analytics" ask="an administrator" />;
  const today = dayIn(ctx.clock.now(), ctx.timeZone);
  const { span, from, to } = periodOf(await single(searchParams), today);
  const result = await read(ctx, from, to);
  return (
    <Page>
      <PageHeader
        title="Analytics"
        meta={`Messages from ${dateLabel(from)} to ${dateLabel(to)}, days in ${result.ok ? result.days.timeZone : ctx.timeZone}. Human and machine are counted apart.`}
      />
      <div className="mb-4">
        <PeriodPicker key={`${span}${from}${to}`} span={span} from={from} to={to} />
      </div>
      {result.ok ? (
        <Blocks tenant={tenant} {...result} from={from} to={to} today={today} />
      ) : (
        <Card>
          <ErrorState
            title="The numbers do not answer"
            actions={<ButtonLink href={pages.analytics(tenant)}>Try again</ButtonLink>}
          >
            {result.message} Nothing is lost: what happens now is counted later.
          </ErrorState>
        </Card>
      )}
    </Page>
  );
}

type BlocksProps = {
  tenant: string;
  days: MessageNumbers;
  channels: MessageNumbers;
  from: string;
  to: string;
  today: string;
};

function Blocks({ tenant, days, channels, from, to, today }: BlocksProps) {
  if (days.items.length === 0) {
    return (
      <Card>
        <EmptyState
          icon="chart-line"
          title="Nothing was sent in this period"
          actions={<ButtonLink href={pages.campaigns(tenant)}>Campaigns</ButtonLink>}
        >
          Choose a longer period, or send a campaign: its messages show here within seconds.
        </EmptyState>
      </Card>
    );
  }
  const csv = (by: string) => `/api/v1/analytics/messages.csv?${new URLSearchParams({ tenant, from, to, by })}`;
  const series = (event: string) =>
    daysOf(from, to).map((day) => ({
      day,
      value: days.items.find((item) => item.day === day && item.event === event)?.count ?? 0,
    }));
  return (
    <div className="flex flex-col gap-4">
      <Card
        title="By day"
        actions={
          <a href={csv('day')} download className="link inline-flex min-h-6 items-center">
            CSV
          </a>
        }
      >
        <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
          <DayChart title="Sent" days={series('sent')} today={today} />
          <DayChart title="Opened by people" days={series('opened')} today={today} tone={3} />
          <DayChart title="Clicked by people" days={series('clicked')} today={today} tone={6} />
          <DayChart title="Replied" days={series('replied')} today={today} tone={2} />
        </div>
      </Card>
      <GroupTable title="By channel" head="Channel" rows={byChannel(channels)} csvHref={csv('channel')} />
      <EventList totals={days.totals} csvHref={csv('event')} />
    </div>
  );
}
