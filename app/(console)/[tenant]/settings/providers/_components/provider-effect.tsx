'use client';

import { useEffect, useState } from 'react';
import { Note } from '@/components/ui/note';
import type { SendingChannel } from '@/lib/sending/vocabulary';
import { providerEffectAction } from '../actions';

type ProviderEffectProps = { tenant: string; channel: SendingChannel; without?: string };

/** Tells before a channel gets a provider, or its sandbox goes, which campaigns are really sent from then on, and which stay in the sandbox. */
export function ProviderEffect({ tenant, channel, without }: ProviderEffectProps) {
  const [told, setTold] = useState<{ channel: SendingChannel; says: string } | null>(null);
  useEffect(() => {
    let isOver = false;
    const tell = (says: string) => (isOver ? undefined : setTold({ channel, says }));
    const unknown = 'What this changes for your campaigns could not be looked up';
    void providerEffectAction(tenant, { channel, ...(without ? { without } : {}) }).then(
      (result) => tell(result.ok ? result.value.says : `${unknown}: ${result.error.message}`),
      () => tell(`${unknown}: the server did not answer.`),
    );
    return () => {
      isOver = true;
    };
  }, [tenant, channel, without]);
  const says = told?.channel === channel ? told.says : '';
  return (
    <div aria-live="polite" className="empty:hidden">
      {says ? (
        <Note tone="warn">
          <span className="break-words">{says}</span>
        </Note>
      ) : null}
    </div>
  );
}
