import { caughtPart } from '@/components/campaigns/caught-note';
import {
  byGate,
  failureText,
  goWords,
  isGateReason,
  reasonText,
  ruleText,
  waitText,
} from '@/components/campaigns/words';
import { ReasonList } from '@/components/outcome/reason-list';
import { TruthSum } from '@/components/outcome/truth-sum';
import { Card } from '@/components/ui/card';
import { formatClock, formatNumber } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import { AskAgain } from './ask-again';
import { goesInTurn } from './in-turn';

type WhereProps = { tenant: string; campaign: Campaign; zone: string; maySend: boolean };

/** Where everybody is, and why some were left out or failed; each number opens its list. */
export function WhereCard({ tenant, campaign, zone, maySend }: WhereProps) {
  const { id, totals, skippedBy, failedBy, deferredBy, status, channel } = campaign;
  const list = (params: { outcome?: string; reason?: string }) =>
    pages.campaign(tenant, id, { tab: 'recipients', ...params });
  const reasons = Object.entries(skippedBy).toSorted(([a], [b]) => byGate(a, b));
  const planning = status === 'sending' && campaign.plannedAt === null;
  if (totals.planned === 0) return <NobodyYet campaign={campaign} />;
  const waits = Object.entries(deferredBy).toSorted(([a, x], [b, y]) => byGate(a, b) || y - x || (a < b ? -1 : 1));
  // A server's answer has its own time; the gate can be asked at any.
  const held = waits.reduce((sum, [key, n]) => sum + (isGateReason(key) ? n : 0), 0);
  const failures = Object.entries(failedBy).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return (
    <Card
      title={`Where ${planning ? 'the first' : 'all'} ${formatNumber(totals.planned)} are`}
      meta={
        planning
          ? 'The audience is being planned: more are coming'
          : status === 'paused'
            ? 'Paused: nothing is handed over until you resume'
            : null
      }
    >
      <TruthSum
        counts={totals}
        href={(outcome) => list({ outcome })}
        plannedHref={list({})}
        systemHref={pages.jobs(tenant)}
        notes={{
          ...(campaign.startedAt ? { planned: `at ${formatClock(campaign.startedAt, zone)}` } : {}),
          ...(campaign.caught ? { sent: caughtPart(campaign) } : {}),
          ...(totals.uncertain > 0 ? { uncertain: 'not re-sent' } : {}),
          ...(totals.inProgress > 0 ? { inProgress: 'still to go' } : {}),
        }}
      />
      {waits.length > 0 ? (
        <div className="mt-3 border-t border-line">
          <ReasonList
            outcome="deferred"
            title={`Why ${formatNumber(totals.deferred)} ${totals.deferred === 1 ? 'waits' : 'wait'}`}
            meta={status === 'paused' ? 'they go once the campaign is resumed' : goWords(waits.map(([key]) => key))}
            action={
              maySend && status === 'sending' && held > 0 ? (
                <AskAgain tenant={tenant} id={id} inTurn={goesInTurn(campaign)} count={held} />
              ) : null
            }
            reasons={waits.map(([key, count]) => ({
              key,
              rule: ruleText(key),
              text: waitText(key, channel),
              count,
              href: list({ outcome: 'deferred', reason: key }),
            }))}
          />
        </div>
      ) : null}
      {reasons.length > 0 ? (
        <div className="mt-3 border-t border-line">
          <ReasonList
            outcome="skipped"
            title={`Why ${formatNumber(totals.skipped)} ${totals.skipped === 1 ? 'was' : 'were'} skipped`}
            meta="in the order the gate asks"
            reasons={reasons.map(([key, count]) => ({
              key,
              rule: ruleText(key),
              text: reasonText(key, channel),
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
              text: failureText(key, channel),
              count,
              href: list({ outcome: 'failed', reason: key }),
            }))}
          />
        </div>
      ) : null}
    </Card>
  );
}

/** Before the first one is planned, or when nobody was: said in words, since a sum of noughts tells nothing. */
function NobodyYet({ campaign: { status, plannedAt } }: { campaign: Campaign }) {
  const busy = status === 'sending' && plannedAt === null;
  return (
    <Card title="Where everybody is">
      {busy ? (
        <div className="grid gap-2">
          <p className="text-ink-2">The audience is being planned, 0 people so far. The sum begins with the first.</p>
          <Progress label="Planning the audience" done={0} />
        </div>
      ) : (
        <p className="text-ink-3">
          {plannedAt === null ? 'Nobody is planned yet.' : 'The audience was empty: there was nobody to send to.'}
        </p>
      )}
    </Card>
  );
}
