'use client';

import { useEffect, useState } from 'react';
import { Note } from '@/components/ui/note';
import type { SendingChannel } from '@/lib/sending/vocabulary';
import { providerEffectAction } from '../actions';

type ProviderEffectProps = {
  tenant: string;
  channel: SendingChannel;
  /** The sandbox that goes. */
  without?: string;
  /** It is the sandbox that comes. */
  sandbox?: boolean;
};

/** Tells before a channel gets a provider, or its sandbox comes or goes, which campaigns are really sent from then on, and which the sandbox has. */
export function ProviderEffect({ tenant, channel, without, sandbox = false }: ProviderEffectProps) {
  const [told, setTold] = useState<{ channel: SendingChannel; sandbox: boolean; says: string } | null>(null);
  useEffect(() => {
    let isOver = false;
    const tell = (says: string) => (isOver ? undefined : setTold({ channel, sandbox, says }));
    const unknown = 'What this changes for your campaigns could not be looked up';
    void providerEffectAction(tenant, { channel, sandbox, ...(without ? { without } : {}) }).then(
      (result) => tell(result.ok ? result.value.says : `${unknown}: ${result.error.message}`),
      () => tell(`${unknown}: the server did not answer.`),
    );
    return () => {
      isOver = true;
    };
  }, [tenant, channel, without, sandbox]);
  const says = told?.channel === channel && told.sandbox === sandbox ? told.says : '';
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
