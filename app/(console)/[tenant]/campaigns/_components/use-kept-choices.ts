'use client';

import { useEffect, useRef } from 'react';
import { pages } from '@/lib/paths';
import type { SegmentChoice } from './find-segment';
import type { TemplateChoice } from './message-step';
import { nameStep } from './step-address';
import type { CampaignDraft } from './use-campaign-draft';
import type { Step } from './wizard-steps';

type Choices = { draft: CampaignDraft; segments: readonly SegmentChoice[]; templates: readonly TemplateChoice[] };
type Wizard = Choices & {
  tenant: string;
  /** Of the draft that the server has. */
  id: string | null;
  /** The page is that of a campaign that does not exist yet. */
  isNew: boolean;
};

const keyOf = (tenant: string) => `new-campaign ${tenant}`;

/** What this tab keeps; a browser that keeps nothing loses it with a reload, as it would without this. */
function findKept(tenant: string): Choices | { id: string } | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(tenant)) ?? 'null') as Choices | { id: string } | null;
  } catch {
    return null;
  }
}

function keep(tenant: string, kept: Choices | { id: string }): void {
  try {
    sessionStorage.setItem(keyOf(tenant), JSON.stringify(kept));
  } catch {
    // Full, or forbidden.
  }
}

/** What was found by typing is kept as well, so that it still has its name. */
const chosenOf = ({ draft, segments, templates }: Choices): Choices => ({
  draft,
  segments: segments.filter(({ id }) => draft.segmentIds.includes(id) || draft.excludedSegmentIds.includes(id)),
  templates: templates.filter(({ id }) => id === draft.templateId),
});

/**
 * Until the server has a draft, what was chosen is kept in this tab and comes back where the address names a step: after a reload, and
 * by Back from another page. Afterwards such an address leads to the stored draft.
 */
export function useKeptChoices(wizard: Wizard, step: Step, onFound: (kept: Choices) => void): void {
  const { tenant, id, isNew, draft, segments, templates } = wizard;
  const empty = useRef(draft);
  const isOpened = useRef(false);
  useEffect(() => {
    if (isOpened.current) return;
    isOpened.current = true;
    const kept = isNew && location.hash ? findKept(tenant) : null;
    if (!kept) return;
    // A whole page: the router would still hold this one under the addresses before.
    if ('id' in kept) location.replace(pages.campaign(tenant, kept.id) + location.hash);
    else onFound(kept);
  }, [tenant, isNew, onFound]);
  useEffect(() => {
    if (!isNew || draft === empty.current) return;
    keep(tenant, id ? { id } : chosenOf({ draft, segments, templates }));
    nameStep(step);
  }, [tenant, id, isNew, draft, segments, templates, step]);
}
