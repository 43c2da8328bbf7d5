'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { PreflightView } from '@/components/campaigns/preflight-view';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast-store';
import type { Preflight } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import { launchCampaignAction, preflightCampaignAction } from '../actions';

type CheckStepProps = { tenant: string; campaignId: string; name: string; maySend: boolean };
const typedAbove = 1000;
/** Warnings that the question before sending repeats; all of them stand above it. */
const toldAgain = 3;
const browserZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;
const people = (n: number) => `${formatNumber(n)} ${n === 1 ? 'person' : 'people'}`;

/** What would happen, then the one button that makes it happen. */
export function CheckStep({ tenant, campaignId, name, maySend }: CheckStepProps) {
  const [preflight, setPreflight] = useState<Preflight | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  // A new object asks again.
  const [ask, setAsk] = useState({ id: campaignId });
  useEffect(() => {
    let stale = false;
    setPreflight(null);
    setFailed(null);
    preflightCampaignAction(tenant, ask).then(
      (result) => {
        if (stale) return;
        if (result.ok) setPreflight(result.value);
        else setFailed(result.error.message);
      },
      () => !stale && setFailed('The server did not answer.'),
    );
    return () => {
      stale = true;
    };
  }, [tenant, ask]);
  const again = (
    <Button size="sm" icon="refresh-cw" onClick={() => setAsk({ id: campaignId })}>
      Check again
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <Card title="If it were sent now" actions={preflight ? again : null}>
        {failed ? (
          <Note tone="bad" alert title="The check failed." actions={again}>
            {failed}
          </Note>
        ) : preflight ? (
          <PreflightView preflight={preflight} zone={browserZone()} />
        ) : (
          <div role="status" className="flex flex-col gap-3">
            <span className="sr-only">Asking the gate about every person</span>
            <Skeleton className="h-8 w-64" />
            <Skeleton className="w-80" />
            <Skeleton className="w-72" />
          </div>
        )}
      </Card>
      {preflight ? (
        <LaunchCard tenant={tenant} campaignId={campaignId} name={name} preflight={preflight} maySend={maySend} />
      ) : null}
    </div>
  );
}

type LaunchProps = Omit<CheckStepProps, 'campaignId'> & { campaignId: string; preflight: Preflight };

function LaunchCard({ tenant, campaignId, name, preflight, maySend }: LaunchProps) {
  const router = useRouter();
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [at, setAt] = useState('');
  const [error, setError] = useState<string | null>(null);
  const blocked = preflight.problems.some((problem) => problem.level === 'blocks');
  const zone = browserZone();
  const warnings = preflight.problems.filter((problem) => problem.level === 'warns');
  const later = when === 'later';
  const reason = !maySend
    ? 'Your role may not send campaigns'
    : blocked
      ? 'Mend what blocks it first'
      : later && at === ''
        ? 'Choose a date and time'
        : undefined;
  const label = later ? `Schedule for ${people(preflight.willSend)}` : `Send to ${formatNumber(preflight.willSend)}`;

  const launch = async () => {
    const result = await launchCampaignAction(tenant, {
      id: campaignId,
      ...(later ? { scheduledAt: new Date(at).toISOString() } : {}),
    });
    if (!result.ok) return setError(result.error.message);
    toast(later ? 'Scheduled' : 'Sending has begun');
    router.push(pages.campaign(tenant, campaignId));
    router.refresh();
  };
  return (
    <Card title="Send">
      <div className="flex flex-col gap-3">
        <Segmented
          label="When"
          value={when}
          onChange={setWhen}
          options={[
            { value: 'now', label: 'Now' },
            { value: 'later', label: 'At a time' },
          ]}
        />
        {later ? (
          <Field
            name="scheduledAt"
            label="Date and time"
            help={`In your time zone, ${zone}. The audience is fixed at that moment.`}
          >
            <Input
              type="datetime-local"
              value={at}
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
                later
                  ? `Schedule “${name}” for ${people(preflight.willSend)}`
                  : `Send “${name}” to ${people(preflight.willSend)}`
              }
              confirmLabel={later ? 'Schedule' : label}
              {...(preflight.willSend > typedAbove ? { typeToConfirm: String(preflight.willSend) } : {})}
              onConfirm={launch}
            >
              {warnings.slice(0, toldAgain).map(({ message }) => (
                <span key={message} className="mb-2 flex items-start gap-1.5 text-warn-text">
                  <Icon name="triangle-alert" size={14} className="mt-0.75" />
                  <span className="sr-only">Warning: </span>
                  {message}
                </span>
              ))}
              {warnings.length > toldAgain ? (
                <span className="mb-2 block text-warn-text">
                  And {formatNumber(warnings.length - toldAgain)} more, above.
                </span>
              ) : null}
              {later
                ? 'It starts by itself at that time; until then you can cancel it.'
                : 'What has been handed over cannot be called back. You can pause or cancel the rest at any moment, and nobody gets it twice.'}
            </Confirm>
          )}
        </div>
      </div>
    </Card>
  );
}
