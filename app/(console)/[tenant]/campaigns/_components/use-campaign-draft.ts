'use client';

import { useState } from 'react';
import type { ActionError } from '@/components/form/result';
import type { Campaign, CampaignOptions } from '@/lib/campaigns/schema';
import { createCampaignAction, updateCampaignAction } from '../actions';

export type DraftVariant = {
  name: string;
  templateId: string | null;
  templateName: string;
  subject: string;
  weight: number;
};

export type CampaignDraft = Omit<CampaignOptions, 'variants' | 'recurrence'> & {
  name: string;
  segmentIds: string[];
  excludedSegmentIds: string[];
  templateId: string | null;
  topicId: string | null;
  /** None: the default one. */
  senderId: string | null;
  trackOpens: boolean;
  trackClicks: boolean;
  /** None, or at least two; the first one's template is the campaign's. */
  variants: DraftVariant[];
  /** Of a series: when it runs again. */
  rule: string | null;
  /** Some get a variant first, so many percent; the others what wins. Without it the percentage waits to be wanted. */
  isTest: boolean;
};

const lost: ActionError = {
  code: 'unavailable',
  message: 'The server did not answer. What you chose is still here; check the connection and try again.',
};

const usualTest = 20;
const defaults = {
  isTest: false,
  testPercent: usualTest,
  winnerMetric: 'clicked',
  decideAfter: null,
  ifUnclear: 'leader',
  holdoutPercent: 0,
  sendLocal: false,
  localPast: 'now',
  perHour: null,
} as const;

function optionsOf({ options: o }: Campaign) {
  const { testPercent, winnerMetric, decideAfter, ifUnclear, holdoutPercent, sendLocal, localPast, perHour } = o;
  const isTest = testPercent < 100;
  return {
    ...{ isTest, testPercent: isTest ? testPercent : usualTest, winnerMetric, decideAfter, ifUnclear },
    ...{ holdoutPercent, sendLocal, localPast, perHour },
  };
}

const draftOf = (campaign: Campaign | null): CampaignDraft => ({
  ...(campaign ? optionsOf(campaign) : defaults),
  name: campaign?.name ?? '',
  segmentIds: campaign?.segments.filter((each) => !each.excluded).map((each) => each.id) ?? [],
  excludedSegmentIds: campaign?.segments.filter((each) => each.excluded).map((each) => each.id) ?? [],
  templateId: campaign?.templateId ?? null,
  topicId: campaign?.topic?.id ?? null,
  senderId: campaign?.sender?.id ?? null,
  trackOpens: campaign?.trackOpens ?? true,
  trackClicks: campaign?.trackClicks ?? true,
  variants:
    campaign?.options.variants.map(({ name, templateId, templateName, subject, weight }) => ({
      ...{ name, templateId, templateName, subject: subject ?? '', weight },
    })) ?? [],
  rule: campaign?.options.recurrence?.rule ?? null,
});
const same = (a: CampaignDraft, b: CampaignDraft) => JSON.stringify(a) === JSON.stringify(b);

/** What the server takes of a draft. */
function inputOf({ variants, rule, isTest, ...draft }: CampaignDraft, templateId: string) {
  return {
    ...draft,
    templateId,
    // Chosen while there were variants to test.
    testPercent: isTest && variants.length > 0 ? draft.testPercent : 100,
    recurrence: rule === null ? null : { rule },
    variants: variants.map((variant, position) => ({
      ...{ name: variant.name, subject: variant.subject || null, weight: variant.weight },
      templateId: (position === 0 ? templateId : variant.templateId) ?? templateId,
    })),
  };
}

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
      const input = inputOf(draft, templateId);
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
