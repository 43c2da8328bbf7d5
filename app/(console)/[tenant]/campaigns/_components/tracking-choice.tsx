import { Card } from '@/components/ui/card';
import { Checkbox } from '@/components/ui/checkbox';
import { comesBack } from '@/lib/campaigns/vocabulary';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { CampaignDraft } from './use-campaign-draft';

type TrackingChoiceProps = { draft: CampaignDraft; edit: (part: Partial<CampaignDraft>) => void; channel: Channel };

/** Whether this campaign's opens and clicks are counted; nothing is asked of what its channel does not have. */
export function TrackingChoice({ draft, edit, channel }: TrackingChoiceProps) {
  if (!comesBack(channel, 'clicked')) return null;
  return (
    <Card title="What is counted">
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">Tracking</legend>
        {channel === 'email' ? (
          <Checkbox
            checked={draft.trackOpens}
            onChange={(event) => edit({ trackOpens: event.target.checked })}
            label="Opens"
            help="An invisible picture tells that the message was shown."
          />
        ) : null}
        <Checkbox
          checked={draft.trackClicks}
          onChange={(event) => edit({ trackClicks: event.target.checked })}
          label="Clicks"
          help="Links lead by way of this server. Without it they stay as the template has them; the links to unsubscribe always work."
        />
      </fieldset>
    </Card>
  );
}
