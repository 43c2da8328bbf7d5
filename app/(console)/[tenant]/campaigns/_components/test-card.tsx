'use client';

import { SendTest } from '@/components/test-messages/send-test';
import { Card } from '@/components/ui/card';
import { whyNoTest } from '@/lib/test-messages/vocabulary';
import { readCampaignTestsAction, testCampaignAction } from '../actions';
import { useContactSearch } from '../../use-contact-search';

type TestCardProps = {
  tenant: string;
  campaignId: string;
  channel: string;
  zone: string;
  /** Names of the variants, by position, and which one is looked at. */
  variants: readonly string[];
  variant?: number;
};

/** Sends the message of a campaign to members, to try it. */
export function TestCard({ tenant, campaignId: id, channel, zone, variants, variant = 0 }: TestCardProps) {
  const search = useContactSearch(tenant);
  const why = whyNoTest(channel);
  return (
    <Card title="See it in a mailbox">
      {why ? (
        <p className="text-ink-2">{why}</p>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="min-w-0 flex-1 basis-48 text-ink-2">
            To you and to colleagues, filled in for a person of the audience.
          </p>
          <SendTest
            read={() => readCampaignTestsAction(tenant, { id })}
            send={(input) => testCampaignAction(tenant, { id, ...input })}
            unchosen="The first person of the audience"
            {...{ zone, search, variants, variant }}
          />
        </div>
      )}
    </Card>
  );
}
