'use client';

import { useEffect, useState } from 'react';
import { ability, browserWords, currentSubscription, given, nameOf, subscribe } from '@/components/push/this-browser';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import type { Browsers } from '@/lib/preferences/schema';
import { allowBrowserAction, browsersAction, turnOffAction } from '../../actions';
import { settled } from './turn-on';

type State = 'looking' | 'unable' | 'insecure' | 'denied' | 'off' | 'on';

const says: Record<State, string> = {
  looking: 'Looking at this browser…',
  unable: 'This browser cannot show notifications.',
  insecure: 'Browsers show notifications of pages with https:// only.',
  denied:
    'This browser was told to show none from here. Allow them in its settings for this site, then open this page again.',
  off: 'They are off in this browser.',
  on: 'They are on in this browser.',
};

const lost = 'The server did not answer. Check the connection and try again.';

async function standing({ scope, live }: Browsers): Promise<State> {
  const able = ability();
  if (able !== 'able') return able;
  const subscription = await currentSubscription(scope);
  return subscription && live.includes(await nameOf(subscription)) ? 'on' : 'off';
}

/** Notifications in the browser that shows the page: how it stands, and a button to change it. */
export function Notifications({ token, shown }: { token: string; shown: Browsers }) {
  const [known, setKnown] = useState(shown);
  const [state, setState] = useState<State>('looking');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let stale = false;
    standing(known).then(
      (now) => !stale && setState(now),
      () => !stale && setState('unable'),
    );
    return () => {
      stale = true;
    };
  }, [known]);

  const turnOn = async (key: string) => {
    const permission = await Notification.requestPermission();
    if (permission !== 'granted') {
      setState(permission === 'denied' ? 'denied' : 'off');
      return permission === 'denied'
        ? null
        : 'The browser asked, and was not answered. Turn them on to be asked again.';
    }
    const before = await currentSubscription(known.scope);
    const subscription = await subscribe(known.scope, key);
    const { known: now, error: fault } = await settled(
      await allowBrowserAction(token, given(subscription, key)).catch(() => null),
      {
        name: await nameOf(subscription),
        wasHere: before?.endpoint === subscription.endpoint,
        ask: () => browsersAction(token).catch(() => null),
        giveUp: () => subscription.unsubscribe(),
      },
    );
    if (now) setKnown(now);
    return fault;
  };
  const turnOff = async () => {
    const subscription = await currentSubscription(known.scope);
    if (!subscription) return null;
    const result = await turnOffAction(token, { endpoint: subscription.endpoint }).catch(() => null);
    if (!result?.ok) return result?.error.message ?? lost;
    await subscription.unsubscribe();
    setKnown(result.value);
    return null;
  };
  const run = (act: () => Promise<string | null>) => {
    setBusy(true);
    setError(null);
    act()
      .then(setError, (fault: unknown) => setError(browserWords(fault)))
      .finally(() => setBusy(false));
  };

  const { key, isClosed } = known;
  if (!key) return null;
  const others = known.live.length - (state === 'on' ? 1 : 0);
  return (
    <section aria-labelledby="notifications" className="mt-4 border-t border-line pt-4">
      <h2 id="notifications" className="text-base font-semibold">
        Notifications in this browser
      </h2>
      <p className="mt-1 text-base text-ink-2" role="status">
        {isClosed ? 'No notifications are sent to you: the organisation was told so.' : says[state]}
        {!isClosed && others > 0 ? ` They are on in ${others} other${others === 1 ? '' : 's'} of yours.` : ''}
      </p>
      {error ? (
        <div className="mt-3">
          <Note tone="bad" alert>
            {error}
          </Note>
        </div>
      ) : null}
      {!isClosed && state === 'off' ? (
        <>
          <Button className="mt-3 w-full" icon="bell" busy={busy} onClick={() => run(() => turnOn(key))}>
            Turn on notifications
          </Button>
          <p className="mt-2 text-xs text-ink-3">
            News, events and appeals, and messages about your own matters. You can turn them off here at any time.
            {known.isAnew && others > 0 ? ' You left some of them before: they end in your other browsers.' : ''}
          </p>
        </>
      ) : null}
      {!isClosed && state === 'on' ? (
        <Button className="mt-3 w-full" busy={busy} onClick={() => run(turnOff)}>
          Turn off notifications
        </Button>
      ) : null}
    </section>
  );
}
