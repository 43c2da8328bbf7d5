import Link from 'next/link';
import { StatusBadge } from '@/components/campaigns/status-badge';
import { startText } from '@/components/campaigns/when';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import { readSeries } from '@/lib/campaigns';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';

/** When a series runs next, and what became of its runs. */
export async function SeriesCard({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  if (!campaign.options.recurrence) return null;
  const series = await readSeries(ctx, { id: campaign.id });
  return (
    <Card title="Series" meta={series.runCount === 1 ? '1 run so far' : `${formatNumber(series.runCount)} runs so far`}>
      <p className="mb-3">
        Runs {series.inWords}, at the same hour{' '}
        {campaign.options.sendLocal ? 'on each person’s own clock' : `of the clock in ${series.timeZone}`}. Each run is
        a campaign of its own, and its audience is fixed when it begins.
      </p>
      <div className="grid gap-4 md:grid-cols-2">
        <section>
          <h3 className="mb-1 font-semibold">Next</h3>
          {series.next.length > 0 ? (
            <ol className="text-ink-2">
              {series.next.map((at) => (
                <li key={at}>{startText(at, ctx.timeZone, campaign.options.sendLocal)}</li>
              ))}
            </ol>
          ) : (
            <p className="text-ink-3">
              {campaign.status === 'paused' ? 'Paused: it runs again when you resume.' : 'No more runs.'}
            </p>
          )}
        </section>
        <section>
          <h3 className="mb-1 font-semibold">Runs</h3>
          {series.runs.length > 0 ? (
            <ul>
              {series.runs.map((run) => (
                <li key={run.id} className="flex items-center gap-2 py-0.5">
                  <Link className="link min-w-0 flex-1 truncate" href={pages.campaign(ctx.tenant, run.id)}>
                    {run.name}
                  </Link>
                  <StatusBadge status={run.status} />
                </li>
              ))}
            </ul>
          ) : (
            <p className="text-ink-3">None yet.</p>
          )}
        </section>
      </div>
    </Card>
  );
}
