'use client';

import { useEffect, useRef, useState } from 'react';
import { consentOf, mappingOf, type ImportDraft } from '@/components/contacts/import-draft';

export type Kept = 'kept' | 'keeping' | 'lost';

const quietMs = 800;

/** `keepalive`: the request outlives the page that sends it. */
const send = (tenant: string, id: string, body: string): Promise<boolean> =>
  fetch(`/api/v1/imports/${id}?${new URLSearchParams({ tenant })}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body,
    keepalive: true,
  }).then(
    (response) => response.ok,
    () => false,
  );

/** Keeps what was chosen so far, a moment after the last change and at the latest when the page is left. */
export function useKeptDraft(tenant: string, id: string, draft: ImportDraft): Kept {
  const [state, setState] = useState<Kept>('kept');
  const text = JSON.stringify({
    mapping: mappingOf(draft),
    consentSource: draft.consentSource.slice(0, 300),
    consent: consentOf(draft),
  });
  const sent = useRef(text);
  useEffect(() => {
    if (text === sent.current) return setState('kept');
    let gone = false;
    setState('keeping');
    const keep = () => {
      if (text === sent.current) return;
      sent.current = text;
      void send(tenant, id, text).then((done) => {
        if (!done && sent.current === text) sent.current = '';
        if (!gone) setState(done ? 'kept' : 'lost');
      });
    };
    const timer = setTimeout(keep, quietMs);
    addEventListener('pagehide', keep);
    return () => {
      gone = true;
      clearTimeout(timer);
      removeEventListener('pagehide', keep);
    };
  }, [text, tenant, id]);
  // Leaving inside the app: what the timer did not get to is sent now.
  const last = useRef(text);
  useEffect(() => {
    last.current = text;
  }, [text]);
  useEffect(
    () => () => {
      if (last.current !== sent.current) void send(tenant, id, last.current);
    },
    [tenant, id],
  );
  return state;
}
