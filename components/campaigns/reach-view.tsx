import { Icon } from '../ui/icon';
import type { CampaignReach } from '@/lib/campaigns/schema';
import { ProblemNotes } from './problem-notes';

const stateWords = { found: 'found', missing: 'missing', unknown: 'not known' };

/** What DNS and the links themselves say: problems first, then what was looked at. */
export function ReachView({ reach }: { reach: CampaignReach }) {
  const { domain, links, linksLeftOut, unsubscribe, problems } = reach;
  return (
    <div className="flex flex-col gap-4">
      <ProblemNotes problems={problems} />
      <ul className="divide-y divide-line">
        {domain ? (
          <>
            <Line good={domain.spf === 'found'} what={`SPF of ${domain.name}`} state={stateWords[domain.spf]} />
            <Line good={domain.dkim === 'found'} what={`DKIM of ${domain.name}`} state={stateWords[domain.dkim]} />
            <Line
              good={domain.dmarc === 'found'}
              what={`DMARC of ${domain.name}`}
              state={domain.policy ? `found, policy ${domain.policy}` : stateWords[domain.dmarc]}
            />
            <Line good={domain.dkim === 'found'} what="Signature" state={domain.signing} />
          </>
        ) : null}
        <Line good={unsubscribe !== 'missing'} what="Unsubscribe link" state={wayOut[unsubscribe]} />
        {links.map((link) => (
          <Line key={link.url} good={link.isGood} what={link.url} state={link.note ?? 'leads somewhere'} />
        ))}
      </ul>
      {linksLeftOut > 0 ? <p className="text-xs text-ink-3">{linksLeftOut} more links were not looked at.</p> : null}
    </div>
  );
}

const wayOut: Record<CampaignReach['unsubscribe'], string> = {
  template: 'in the template',
  added: 'added at the end of the message',
  button: 'a button of the notification',
  missing: 'not in the JSON: add {{ unsubscribe_url | json }}',
};

function Line({ good, what, state }: { good: boolean; what: string; state: string }) {
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 py-1">
      <Icon name={good ? 'check' : 'triangle-alert'} size={14} className={good ? 'text-good-text' : 'text-warn-text'} />
      <span className="min-w-0 flex-1 break-all">{what}</span>
      <span className="text-ink-2">{state}</span>
    </li>
  );
}
