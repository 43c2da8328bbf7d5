import Link from 'next/link';
import { caughtNote } from '@/components/campaigns/caught-note';
import { StatusBadge } from '@/components/campaigns/status-badge';
import { TruthBar } from '@/components/outcome/truth-bar';
import { Dot } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { startText } from '@/components/campaigns/when';
import { formatNumber } from '@/components/ui/format';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { HomeFacts } from './needs';

type SendingProps = Pick<HomeFacts, 'sending' | 'next' | 'last'> & { tenant: string; zone: string };

/** What is being sent with its sum, what comes next; when nothing runs, the last one. */
export function SendingCard({ tenant, sending, next, last, zone }: SendingProps) {
  const live = sending.some((each) => each.status === 'sending');
  const shown = sending.length > 0 ? sending : last ? [last] : [];
  return (
    <Card
      title={sending.length > 0 ? 'Sending now' : 'Last sent'}
      actions={live ? <Dot tone="live" label="live" /> : null}
    >
      <div className="flex flex-col gap-4">
        {shown.length === 0 ? <p className="text-ink-2">No campaign has been sent yet.</p> : null}
        {shown.map((campaign) => (
          <Sum key={campaign.id} tenant={tenant} campaign={campaign} />
        ))}
        {next.length > 0 ? (
          <div className="border-t border-line pt-3">
            <h3 className="mb-1 text-xs font-medium text-ink-3">Next</h3>
            <ul className="flex flex-col gap-2">
              {next.map((campaign) => (
                <li key={campaign.id}>
                  <Link
                    href={pages.campaign(tenant, campaign.id)}
                    className="font-medium hover:underline focus-visible:underline"
                  >
                    {campaign.name}
                  </Link>
                  <span className="block text-xs text-ink-3">
                    {campaign.scheduledAt ? startText(campaign.scheduledAt, zone, campaign.options.sendLocal) : ''}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </Card>
  );
}

function Sum({ tenant, campaign }: { tenant: string; campaign: Campaign }) {
  const { id, name, totals, status } = campaign;
  const href = (outcome: string) => pages.campaign(tenant, id, { tab: 'recipients', outcome });
  return (
    <section>
      <h3 className="mb-2 flex flex-wrap items-center gap-2">
        <Link href={pages.campaign(tenant, id)} className="font-semibold hover:underline focus-visible:underline">
          {name}
        </Link>
        <StatusBadge status={status} />
      </h3>
      <TruthBar counts={totals} legend href={href} />
      <p className="mt-2 text-xs text-ink-3">
        They add up to the <strong className="font-semibold text-ink">{formatNumber(totals.planned)}</strong> planned.{' '}
        {caughtNote(campaign)}{' '}
        {totals.skipped > 0 ? (
          <Link className="link" href={pages.campaign(tenant, id)}>
            Why {formatNumber(totals.skipped)} {totals.skipped === 1 ? 'was' : 'were'} skipped
          </Link>
        ) : null}
      </p>
    </section>
  );
}
