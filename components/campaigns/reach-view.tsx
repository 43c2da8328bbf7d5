import type { CampaignReach } from '@/lib/campaigns/schema';
import type { UncheckedReason } from '@/lib/campaigns/vocabulary';
import { formatNumber } from '../ui/format';
import { CheckedLine } from './checked-line';
import { ProblemNotes, type Mending } from './problem-notes';

const stateWords = { found: 'found', missing: 'missing', unknown: 'not known' };

/** What DNS and the links themselves say: problems first, then what was looked at and what was not. */
export function ReachView({ reach, ...mending }: Mending & { reach: CampaignReach }) {
  const { domain, links, unsubscribe, problems } = reach;
  return (
    <div className="flex flex-col gap-4">
      <ProblemNotes {...mending} problems={problems} />
      <ul className="divide-y divide-line">
        {domain ? (
          <>
            <CheckedLine good={domain.spf === 'found'} what={`SPF of ${domain.name}`} state={stateWords[domain.spf]} />
            <CheckedLine
              good={domain.dkim === 'found'}
              what={`DKIM of ${domain.name}`}
              state={stateWords[domain.dkim]}
            />
            <CheckedLine
              good={domain.dmarc === 'found'}
              what={`DMARC of ${domain.name}`}
              state={domain.policy ? `found, policy ${domain.policy}` : stateWords[domain.dmarc]}
            />
            <CheckedLine good={domain.dkim === 'found'} what="Signature" state={domain.signing} />
          </>
        ) : null}
        <CheckedLine good={unsubscribe !== 'missing'} what="Unsubscribe link" state={wayOut[unsubscribe]} />
        {links
          .filter((link) => link.isGood)
          .map((link) => (
            <CheckedLine key={link.url} good what={link.url} state={link.note ?? 'leads somewhere'} />
          ))}
      </ul>
      {reach.unchecked.length > 0 ? <Unchecked {...reach} /> : null}
    </div>
  );
}

/** Links that are neither good nor broken: nobody asked. */
function Unchecked({ unchecked, linksLeftOut }: Pick<CampaignReach, 'unchecked' | 'linksLeftOut'>) {
  return (
    <section>
      <h3 className="mb-1 font-semibold">Links that were not checked</h3>
      <ul className="divide-y divide-line">
        {unchecked.map(({ url, reason }) => (
          <CheckedLine key={url} good={null} what={url} state={uncheckedWords[reason]} />
        ))}
      </ul>
      {linksLeftOut > 0 ? <p className="mt-1 text-xs text-ink-3">And {formatNumber(linksLeftOut)} more.</p> : null}
    </section>
  );
}

const uncheckedWords: Record<UncheckedReason, string> = {
  private: 'leads to a private network',
  differs: 'its address differs from person to person',
  own: 'one of our own pages',
  limit: 'only the first 20 links are checked',
};

const wayOut: Record<CampaignReach['unsubscribe'], string> = {
  template: 'in the template',
  added: 'added at the end of the message',
  button: 'a button of the notification',
  missing: 'not in the JSON: add {{ unsubscribe_url | json }}',
};
