'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import type { MailSource } from '@/components/templates/mail-frame';
import { withoutFields } from '@/components/form/mended';
import type { ActionError } from '@/components/form/result';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import { createTemplateAction, readTemplateAction, updateTemplateAction } from '../actions';

export type Draft = MailSource & { name: string };
type Saved = { id: string; version: number } | null;

const lost: ActionError = {
  code: 'unavailable',
  message: 'The server did not answer. What you wrote is still here; check the connection and save again.',
};
const same = (a: Draft, b: Draft) =>
  a.name === b.name && a.subject === b.subject && a.html === b.html && a.text === b.text;

/** The text being written: what is saved, what is not yet, and saving against the version it was begun on. */
export function useTemplateDraft(tenant: string, initial: Draft, template: Saved) {
  const router = useRouter();
  const [draft, setDraft] = useState(initial);
  const [saved, setSaved] = useState({ draft: initial, template });
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, start] = useTransition();
  const newest = useRef(draft);
  useEffect(() => {
    newest.current = draft;
  });

  const save = () => {
    if (busy) return;
    const sent = draft;
    start(async () => {
      try {
        const at = saved.template;
        const result = at
          ? await updateTemplateAction(tenant, { id: at.id, baseVersion: at.version, ...sent })
          : await createTemplateAction(tenant, sent);
        setError(result.ok ? null : result.error);
        if (!result.ok) return;
        const { id, version } = result.value;
        setSaved({ draft: sent, template: { id, version } });
        toast(at ? `Saved as version ${version}` : 'Template created');
        if (at) router.refresh();
        // Another page would start from what is saved: who wrote on meanwhile stays, at the template's own address.
        else if (same(newest.current, sent)) router.replace(pages.template(tenant, id));
        else window.history.replaceState(null, '', pages.template(tenant, id));
      } catch {
        setError(lost);
      }
    });
  };

  const loadVersion = (version: number) => {
    const at = saved.template;
    if (!at) return;
    start(async () => {
      const result = await readTemplateAction(tenant, { id: at.id, version });
      if (!result.ok) return setError(result.error);
      const { subject, html, text } = result.value;
      setDraft((now) => ({ ...now, subject, html, text }));
      toast(`Version ${version} is in the editor. Save to make it the newest.`);
    });
  };

  return {
    draft,
    error,
    busy,
    save,
    loadVersion,
    dirty: !same(draft, saved.draft) || saved.template === null,
    changed: !same(draft, saved.draft),
    version: saved.template?.version ?? null,
    edit: (part: Partial<Draft>) => {
      setDraft((now) => ({ ...now, ...part }));
      setError((told) => told && withoutFields(told, Object.keys(part)));
    },
    discard: () => setDraft(saved.draft),
  };
}
