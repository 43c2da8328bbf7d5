'use client';

import { useState } from 'react';
import { ability, asJson, browserWords, subscribe } from '@/components/push/this-browser';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';

const cannot = {
  unable: 'This browser cannot show notifications.',
  insecure: 'Browsers show notifications of pages with https:// only.',
  denied: 'This browser was told to show none from here. Allow them in its settings for this site first.',
} as const;

type UseThisBrowserProps = { tenant: string; publicKey: string; onSubscription: (json: string) => void };

/** Allows notifications in the browser of who tests, apart from what they allowed as a recipient. */
export function UseThisBrowser({ tenant, publicKey, onSubscription }: UseThisBrowserProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const ask = async () => {
    const able = ability();
    if (able !== 'able') return cannot[able];
    if ((await Notification.requestPermission()) !== 'granted')
      return 'The browser was not allowed to show notifications.';
    onSubscription(asJson(await subscribe(`${tenant}/test`, publicKey)));
    return null;
  };
  const run = () => {
    setBusy(true);
    ask()
      .then(setError, (fault: unknown) => setError(browserWords(fault)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="sm" icon="bell" busy={busy} onClick={run}>
        Use this browser
      </Button>
      {error ? (
        <Note tone="bad" alert>
          {error}
        </Note>
      ) : null}
    </div>
  );
}
