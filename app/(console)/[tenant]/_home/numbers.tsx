import { DayChart } from '@/components/analytics/day-chart';
import { deliveryUntold, freshness, isDeliveryUntold } from '@/components/analytics/words';
import { Spark } from '@/components/charts/spark';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { FactStrip } from '@/components/ui/fact-strip';
import { formatNumber, formatRate } from '@/components/ui/format';
import { Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { overview } from '@/lib/analytics';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';

const figures = [
  { key: 'sent', label: 'Sent' },
  { key: 'delivered', label: 'Delivered' },
  { key: 'opened', label: 'Opened by people' },
  { key: 'clicked', label: 'Clicked by people' },
  { key: 'replied', label: 'Replied' },
] as const;

async function read(ctx: Ctx) {
  try {
    return { ok: true as const, value: await overview(ctx, {}) };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable')
      return { ok: false as const, message: error.message };
    throw error;
  }
}

/** Not every way of sending reports what arrived. */
const shareOf = (key: string, rate: string) =>
  key === 'delivered' ? `reported for ${rate} of sent` : `${rate} of sent`;

/** Thirty days in five figures and a chart. When the analytics store is down only this block says so. */
export async function Numbers({ ctx }: { ctx: Ctx }) {
  const result = await read(ctx);
  if (!result.ok) {
    return (
      <Card title="Last 30 days">
        <ErrorState
          title="The numbers do not answer"
          actions={<ButtonLink href={pages.home(ctx.tenant)}>Try again</ButtonLink>}
        >
          {result.message} Nothing is lost: sending goes on, and what happens now is counted later.
        </ErrorState>
      </Card>
    );
  }
  const { totals, days, to, timeZone, freshness: fresh } = result.value;
  return (
    <div className="flex flex-col gap-3">
      <FactStrip
        large
        facts={figures.map(({ key, label }) =>
          key === 'delivered' && isDeliveryUntold(totals)
            ? { label, value: '–', note: deliveryUntold }
            : {
                label,
                value: formatNumber(totals[key]),
                note: key === 'sent' ? 'in 30 days' : shareOf(key, formatRate(totals[key], totals.sent)),
                aside: <Spark values={days.map((each) => each[key])} label={`${label} by day`} />,
              },
        )}
      />
      <Card
        title="Messages by day"
        meta={`Days in ${timeZone}, ${freshness(fresh.lagSeconds)}`}
        actions={
          <ButtonLink size="sm" variant="ghost" href={pages.analytics(ctx.tenant)}>
            Analytics
          </ButtonLink>
        }
      >
        <div className="flex flex-col gap-4">
          <DayChart title="Sent" days={days.map((each) => ({ day: each.day, value: each.sent }))} today={to} />
          <DayChart
            title="Replied"
            days={days.map((each) => ({ day: each.day, value: each.replied }))}
            today={to}
            tone={2}
            height={72}
          />
        </div>
      </Card>
    </div>
  );
}

/** The block in its final shape while the store answers. */
export function NumbersSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">Reading the numbers</span>
      <Skeleton className="h-24 w-full rounded-md" />
      <Skeleton className="h-80 w-full rounded-md" />
    </div>
  );
}
