'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { testText } from '@/components/campaigns/expected';
import { WarningLines } from '@/components/campaigns/warning-lines';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Confirm, typedAbove } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { Segmented } from '@/components/ui/segmented';
import { toast } from '@/components/ui/toast-store';
import type { Preflight } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import { launchCampaignAction } from '../actions';
import { startChosen, StartField } from './start-field';
import type { CampaignDraft } from './use-campaign-draft';

/** Warnings that the question before sending repeats; all of them stand above it. */
const toldAgain = 3;
const people = (n: number) => `${formatNumber(n)} ${n === 1 ? 'person' : 'people'}`;

function startWords(at: string, zone: string, { sendLocal, rule }: CampaignDraft): string {
  const when = sendLocal
    ? `${at} on each person’s own clock, by their country’s or that of ${zone} where theirs is not known`
    : `${at}, by the clock of ${zone}`;
  return rule
    ? `The first run is on ${when}. It runs by itself from then on; you can pause or cancel the series at any time.`
    : `It starts by itself on ${when}; until then you can change its time, take it back to draft, or cancel it.`;
}

type LaunchProps = {
  tenant: string;
  campaignId: string;
  draft: CampaignDraft;
  /** The organisation's time zone. */
  zone: string;
  willSend: number;
  test: Preflight['test'];
  problems: readonly Preflight['problems'][number][];
  maySend: boolean;
};

/** Now or at a time; a series and sending by local time need one. */
export function LaunchCard({ tenant, campaignId, draft, zone, willSend, test, problems, maySend }: LaunchProps) {
  const { name, sendLocal, rule } = draft;
  const isTimed = sendLocal || rule !== null;
  const router = useRouter();
  const [chosen, setWhen] = useState<'now' | 'later'>('now');
  const when = isTimed ? 'later' : chosen;
  const [at, setAt] = useState('');
  const [error, setError] = useState<string | null>(null);
  const later = when === 'later';
  // Whom it reaches by then is not known before.
  const blocks = (problem: (typeof problems)[number]) => problem.level === 'blocks' && !(later && problem.onlyNow);
  const blocked = problems.some(blocks);
  const warnings = problems.filter((problem) => !blocks(problem));
  const start = later ? startChosen(at, zone) : null;
  const reason = !maySend
    ? 'Your role may not send campaigns'
    : blocked
      ? 'Mend what blocks it first'
      : later && at === ''
        ? 'Choose a date and time'
        : start?.wrong;
  // Who waits for the winner of a test gets nothing now.
  const first = test && test.rest > 0 ? `${formatNumber(test.people)} of ` : '';
  const label = later ? `Schedule for ${people(willSend)}` : `Send to ${first}${formatNumber(willSend)}`;

  const launch = async () => {
    const result = await launchCampaignAction(tenant, {
      id: campaignId,
      ...(later ? { localTime: at.slice(0, 16) } : {}),
    });
    if (!result.ok) return setError(result.error.message);
    toast(later ? 'Scheduled' : 'Sending has begun');
    router.push(pages.campaign(tenant, campaignId));
    router.refresh();
    // The page stays the same and becomes another: what it says now is at its top.
    document.getElementById('main')?.scrollTo({ top: 0 });
  };
  return (
    <Card title="Send">
      <div className="flex flex-col gap-3">
        {isTimed ? null : (
          <Segmented
            label="When"
            value={when}
            onChange={setWhen}
            options={[
              { value: 'now', label: 'Now' },
              { value: 'later', label: 'At a time' },
            ]}
          />
        )}
        {later ? <StartField {...{ zone, sendLocal, isSeries: rule !== null, value: at, onChange: setAt }} /> : null}
        {error ? (
          <Note tone="bad" alert title="Not sent.">
            {error}
          </Note>
        ) : null}
        <div className="flex justify-end">
          {reason ? (
            <Button variant="primary" icon="send" reason={reason} className="max-md:flex-1">
              {label}
            </Button>
          ) : (
            <Confirm
              trigger={
                <Button variant="primary" icon="send" className="max-md:flex-1">
                  {label}
                </Button>
              }
              title={
                later ? `Schedule “${name}” for ${people(willSend)}` : `Send “${name}” to ${first}${people(willSend)}`
              }
              confirmLabel={later ? 'Schedule' : label}
              {...(willSend > typedAbove ? { typeToConfirm: String(willSend) } : {})}
              onConfirm={launch}
            >
              <WarningLines messages={warnings.slice(0, toldAgain).map(({ message }) => message)} />
              {warnings.length > toldAgain ? (
                <span className="mb-2 block text-warn-text">
                  And {formatNumber(warnings.length - toldAgain)} more, above.
                </span>
              ) : null}
              {test ? <span className="mb-2 block">{testText(test, later ? 'first' : 'now')}</span> : null}
              {start
                ? startWords(start.words, zone, draft)
                : 'What has been handed over cannot be called back. You can pause or cancel the rest at any moment, and nobody gets it twice.'}
            </Confirm>
          )}
        </div>
      </div>
    </Card>
  );
}
