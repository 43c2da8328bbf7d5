import { byGate, failureText, reasonText, ruleText } from '@/components/campaigns/words';
import { ReasonList } from '@/components/outcome/reason-list';
import { TruthSum } from '@/components/outcome/truth-sum';
import { Card } from '@/components/ui/card';
import { formatClock, formatNumber } from '@/components/ui/format';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';

/** Where everybody is, and why some were left out or failed; each number opens its list. */
export function WhereCard({ tenant, campaign, zone }: { tenant: string; campaign: Campaign; zone: string }) {
  const { id, totals, skippedBy, failedBy, status } = campaign;
  const list = (params: { outcome?: string; reason?: string }) =>
    pages.campaign(tenant, id, { tab: 'recipients', ...params });
  const reasons = Object.entries(skippedBy).toSorted(([a], [b]) => byGate(a, b));
  const failures = Object.entries(failedBy).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return (
    <Card
      title={`Where all ${formatNumber(totals.planned)} are`}
      meta={status === 'paused' ? 'Paused: nothing is handed over until you resume' : null}
    >
      <TruthSum
        counts={totals}
        href={(outcome) => list({ outcome })}
        plannedHref={list({})}
        systemHref={pages.jobs(tenant)}
        notes={{
          ...(campaign.startedAt ? { planned: `at ${formatClock(campaign.startedAt, zone)}` } : {}),
          ...(totals.uncertain > 0 ? { uncertain: 'not re-sent' } : {}),
          ...(totals.inProgress > 0 ? { inProgress: 'still to go' } : {}),
        }}
      />
      {reasons.length > 0 ? (
        <div className="mt-3 border-t border-line">
          <ReasonList
            outcome="skipped"
            title={`Why ${formatNumber(totals.skipped)} ${totals.skipped === 1 ? 'was' : 'were'} skipped`}
            meta="in the order the gate asks"
            reasons={reasons.map(([key, count]) => ({
              key,
              rule: ruleText(key),
              text: reasonText(key),
              count,
              href: list({ outcome: 'skipped', reason: key }),
            }))}
          />
        </div>
      ) : null}
      {failures.length > 0 ? (
        <div className="mt-3 border-t border-line">
          <ReasonList
            outcome="failed"
            title={`Why ${formatNumber(totals.failed)} failed`}
            meta="no server took them; their list says what was answered"
            reasons={failures.map(([key, count]) => ({
              key,
              rule: ruleText(key),
              text: failureText(key),
              count,
              href: list({ outcome: 'failed', reason: key }),
            }))}
          />
        </div>
      ) : null}
    </Card>
  );
}
