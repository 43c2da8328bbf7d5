'use client';

import { useState } from 'react';
import type { ActionError } from '@/components/form/result';
import type { Campaign } from '@/lib/campaigns/schema';
import { createCampaignAction, updateCampaignAction } from '../actions';

export type CampaignDraft = {
  name: string;
  segmentIds: string[];
  excludedSegmentIds: string[];
  templateId: string | null;
  trackOpens: boolean;
  trackClicks: boolean;
};

const lost: ActionError = {
  code: 'unavailable',
  message: 'The server did not answer. What you chose is still here; check the connection and try again.',
};

const draftOf = (campaign: Campaign | null): CampaignDraft => ({
  name: campaign?.name ?? '',
  segmentIds: campaign?.segments.filter((each) => !each.excluded).map((each) => each.id) ?? [],
  excludedSegmentIds: campaign?.segments.filter((each) => each.excluded).map((each) => each.id) ?? [],
  templateId: campaign?.templateId ?? null,
  trackOpens: campaign?.trackOpens ?? true,
  trackClicks: campaign?.trackClicks ?? true,
});
const same = (a: CampaignDraft, b: CampaignDraft) => JSON.stringify(a) === JSON.stringify(b);

/** What was chosen so far. It becomes a stored draft as soon as it has a name, an audience and a message. */
export function useCampaignDraft(tenant: string, campaign: Campaign | null) {
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const [saved, setSaved] = useState({ id: campaign?.id ?? null, draft: draftOf(campaign) });
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, setBusy] = useState(false);

  /** The stored draft's id; null when it could not be stored, with the reason in `error`. */
  const store = async (): Promise<string | null> => {
    if (saved.id && same(saved.draft, draft)) return saved.id;
    const { templateId } = draft;
    if (!templateId) return null;
    setBusy(true);
    try {
      const input = { ...draft, templateId };
      const result = saved.id
        ? await updateCampaignAction(tenant, { id: saved.id, ...input })
        : await createCampaignAction(tenant, input);
      setError(result.ok ? null : result.error);
      if (!result.ok) return null;
      setSaved({ id: result.value.id, draft });
      return result.value.id;
    } catch {
      setError(lost);
      return null;
    } finally {
      setBusy(false);
    }
  };

  return {
    draft,
    error,
    busy,
    store,
    id: saved.id,
    dirty: !same(saved.draft, draft),
    edit: (part: Partial<CampaignDraft>) => setDraft((now) => ({ ...now, ...part })),
  };
}
