'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { testText } from '@/components/campaigns/expected';
import { WarningLines } from '@/components/campaigns/warning-lines';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Confirm, typedAbove } from '@/components/ui/confirm';
import { formatChosen, formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Segmented } from '@/components/ui/segmented';
import { toast } from '@/components/ui/toast-store';
import { startAt, wrongStart, type Preflight } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import { systemClock } from '@/lib/platform/clock';
import { launchCampaignAction } from '../actions';
import { firstPlace } from './audience-fixed';
import type { CampaignDraft } from './use-campaign-draft';

/** Warnings that the question before sending repeats; all of them stand above it. */
const toldAgain = 3;
const people = (n: number) => `${formatNumber(n)} ${n === 1 ? 'person' : 'people'}`;

/** What a chosen date and time means, and what is wrong with it; null before one is chosen. */
function startChosen(localTime: string, zone: string): { words: string; wrong?: string } | null {
  if (localTime === '') return null;
  const at = startAt(localTime, zone);
  if (!at) return { words: '', wrong: 'This is no date and time.' };
  const wrong = wrongStart(at, systemClock.now());
  return { words: formatChosen(at, zone), ...(wrong ? { wrong: `This time ${wrong.is}. ${wrong.way}` } : {}) };
}

function startWords(at: string, zone: string, { sendLocal, rule }: CampaignDraft): string {
  const when = sendLocal
    ? `${at} on each person’s own clock, by their country’s or that of ${zone} where theirs is not known`
    : `${at}, by the clock of ${zone}`;
  return rule
    ? `The first run is on ${when}. It runs by itself from then on; you can pause or cancel the series at any time.`
    : `It starts by itself on ${when}; until then you can cancel it.`;
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
        {later ? (
          <Field
            name="scheduledAt"
            label={
              <>
                {rule ? 'First run' : 'Date and time'}{' '}
                <span className="font-normal text-ink-2">
                  {sendLocal ? 'on each person’s own clock' : `by the clock of ${zone}`}
                </span>
              </>
            }
            help={
              sendLocal
                ? `The audience is fixed ${firstPlace}. Whose time zone is not known has that of their country, and where that has several or is not known that of ${zone}.`
                : `The organisation’s time zone. ${rule ? 'Each audience is fixed when its run begins.' : 'The audience is fixed at that moment.'}`
            }
            error={start?.wrong}
          >
            <Input
              type="datetime-local"
              value={at}
              max="9999-12-31T23:59"
              onChange={(event) => setAt(event.target.value)}
              className="max-w-64"
            />
          </Field>
        ) : null}
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
