'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActionError } from '@/components/form/result';
import type { Campaign, CampaignOptions } from '@/lib/campaigns/schema';
import { createCampaignAction, updateCampaignAction } from '../actions';
import { optionProblem } from './draft-problems';

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
/** A change is stored when no other one follows within so many milliseconds. */
const quietMs = 800;
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

const isWhole = (draft: CampaignDraft) =>
  draft.name.trim() !== '' && draft.segmentIds.length > 0 && optionProblem(draft) === null;

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

/** What was chosen so far. Once `store` was called it is a draft of the server's, which each change after that is stored in. */
export function useCampaignDraft(tenant: string, campaign: Campaign | null) {
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const [saved, setSaved] = useState({ id: campaign?.id ?? null, draft: draftOf(campaign) });
  const [error, setError] = useState<ActionError | null>(null);
  const now = useRef(draft);
  const stored = useRef(saved);
  const running = useRef<Promise<string | null>>(Promise.resolve(null));
  useEffect(() => {
    now.current = draft;
  }, [draft]);

  const put = useCallback(async (): Promise<string | null> => {
    const { id, draft: before } = stored.current;
    const given = now.current;
    if (id && same(before, given)) return id;
    if (!given.templateId) return null;
    try {
      const input = inputOf(given, given.templateId);
      const result = await (id ? updateCampaignAction(tenant, { id, ...input }) : createCampaignAction(tenant, input));
      setError(result.ok ? null : result.error);
      if (!result.ok) return null;
      stored.current = { id: result.value.id, draft: given };
      setSaved(stored.current);
      return result.value.id;
    } catch {
      setError(lost);
      return null;
    }
  }, [tenant]);
  /** The stored draft's id; null when it could not be stored, with the reason in `error`. One call after the other. */
  const store = useCallback(() => {
    running.current = running.current.then(put);
    return running.current;
  }, [put]);

  useEffect(() => {
    if (!saved.id || same(saved.draft, draft) || !isWhole(draft)) return;
    const timer = setTimeout(() => void store(), quietMs);
    return () => clearTimeout(timer);
  }, [saved, draft, store]);

  return {
    ...{ draft, error, store, id: saved.id, dirty: !same(saved.draft, draft) },
    edit: useCallback((part: Partial<CampaignDraft>) => setDraft((before) => ({ ...before, ...part })), []),
  };
}
