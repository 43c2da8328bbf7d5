'use client';

import { useEffect, useState } from 'react';
import { byNode, ruleOfDraft, type GroupDraft } from '@/components/segments/draft';
import type { SegmentPreview } from '@/lib/segments/schema';

type Counts = { everybody: number; byNode: Record<string, number> };
export type Preview = { result: SegmentPreview | null; counts: Counts; error: string | null; busy: boolean };

const lost = 'The server did not answer. Change the rule to count again.';

/** Asks by fetch, not by an action: those wait for each other, and cannot be called off. */
async function ask(tenant: string, rule: string, signal: AbortSignal): Promise<Pick<Preview, 'result' | 'error'>> {
  const response = await fetch(`/api/v1/segments/preview?${new URLSearchParams({ tenant })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"rule":${rule}}`,
    signal,
  });
  const answer: unknown = await response.json();
  if (response.ok) return { result: answer as SegmentPreview, error: null };
  return { result: null, error: (answer as { detail?: string }).detail ?? lost };
}

/**
 * Counts whom a rule and its parts find, 300 ms after its last change; the count before stays until the new one is there.
 * A new rule calls the former count off, on the server too.
 */
export function usePreview(tenant: string, root: GroupDraft, isValid: boolean): Preview {
  const [preview, setPreview] = useState<Preview>({
    result: null,
    counts: { everybody: 0, byNode: {} },
    error: null,
    busy: true,
  });
  useEffect(() => {
    if (!isValid) return;
    const former = new AbortController();
    setPreview((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      void ask(tenant, JSON.stringify(ruleOfDraft(root)), former.signal)
        .catch(() => ({ result: null, error: lost }))
        .then((answer) => {
          if (former.signal.aborted) return;
          const parts = answer.result?.parts;
          setPreview((before) => ({
            counts: parts ? { everybody: parts.everybody, byNode: byNode(root, parts.counts) } : before.counts,
            result: answer.result ?? before.result,
            error: answer.error,
            busy: false,
          }));
        });
    }, 300);
    return () => {
      former.abort();
      clearTimeout(timer);
    };
  }, [tenant, root, isValid]);
  return preview;
}
