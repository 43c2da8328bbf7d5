import { OutcomeSwatch } from '../outcome/outcome-badge';
import { Badge } from '../ui/badge';
import { formatNumber } from '../ui/format';
import { Time } from '../ui/time';
import type { Preflight } from '@/lib/campaigns/schema';
import { CheckedLine } from './checked-line';
import { expectedText, testText } from './expected';
import { filledText } from './filled';
import { byGate, reasonText, ruleText } from './words';
import { ProblemNotes, type Mending } from './problem-notes';

type PreflightProps = Mending & { preflight: Preflight; zone: string; channel: string };

/** What would happen if it were sent now: the forecast as a sum, who would not get it, gaps, and what blocks. */
export function PreflightView({ preflight, zone, channel, ...mending }: PreflightProps) {
  const out = preflight.audience - preflight.willSend;
  const excluded = preflight.excluded.toSorted((a, b) => byGate(a.reason, b.reason));
  return (
    <div className="flex flex-col gap-4">
      <ProblemNotes {...mending} problems={preflight.problems} />
      <dl aria-label="Forecast" className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <Term label="In the audience" value={preflight.audience} />
        <span aria-hidden className="pt-1 text-ink-3 max-md:hidden">
          =
        </span>
        <Term label="Will get it" value={preflight.willSend} outcome="sent" />
        <span aria-hidden className="pt-1 text-ink-3 max-md:hidden">
          +
        </span>
        <Term label="Will not" value={out} outcome="skipped" />
      </dl>
      {preflight.willSend > 0 ? (
        <div className="text-ink-2">
          {preflight.test ? <p>{testText(preflight.test)}</p> : null}
          <p>{expectedText(preflight.expected, preflight.test !== null)}</p>
        </div>
      ) : null}
      {excluded.length > 0 ? (
        <section>
          <h3 className="mb-1 font-semibold">Why {formatNumber(out)} would not get it</h3>
          <ul className="divide-y divide-line">
            {excluded.map((each) => (
              <li key={each.reason} className="flex min-h-8 items-center gap-3 py-1">
                <span className="w-27 flex-none max-md:hidden">
                  <Badge>{ruleText(each.reason)}</Badge>
                </span>
                <span className="min-w-0 flex-1 font-medium">{reasonText(each.reason, channel)}</span>
                <span className="figures">{formatNumber(each.people)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {preflight.later.length > 0 ? (
        <section>
          <h3 className="mb-1 font-semibold">Who would get it later</h3>
          <ul className="divide-y divide-line">
            {preflight.later.map(({ reason, people, lastAt }) => (
              <li key={reason} className="flex min-h-8 items-center gap-3 py-1">
                <span className="w-27 flex-none max-md:hidden">
                  <Badge>{ruleText(reason)}</Badge>
                </span>
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{reasonText(reason, channel)}</span>
                  <span className="block text-xs text-ink-3">
                    The last of them <Time at={lastAt} now={preflight.at} zone={zone} />
                  </span>
                </span>
                <span className="figures">{formatNumber(people)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {preflight.willSend > 0 && preflight.merge.length > 0 ? <Merge merge={preflight.merge} /> : null}
    </div>
  );
}

/** What is filled in, and for how many there is nothing: of a variant for those who get it. */
function Merge({ merge }: Pick<Preflight, 'merge'>) {
  return (
    <section>
      <h3 className="mb-1 font-semibold">What the template fills in</h3>
      <ul className="divide-y divide-line">
        {merge.map((one) => (
          <CheckedLine
            key={`${one.variant} ${one.variable}`}
            good={one.hasDefault || (one.empty === 0 && !one.waiting?.empty)}
            what={
              <>
                {one.variant === null ? null : <span dir="auto">Variant “{one.variant}”: </span>}
                <span className="mono">{one.variable}</span>
              </>
            }
            state={filledText(one)}
          />
        ))}
      </ul>
    </section>
  );
}

function Term({ label, value, outcome }: { label: string; value: number; outcome?: 'sent' | 'skipped' }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="flex items-center gap-1.5">
        {outcome ? <OutcomeSwatch outcome={outcome} /> : null}
        {label}
      </dt>
      <dd className="text-2xl font-semibold tracking-[-0.02em] figures">{formatNumber(value)}</dd>
    </div>
  );
}
