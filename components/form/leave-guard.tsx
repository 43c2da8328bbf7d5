'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useSyncExternalStore } from 'react';
import { Confirm } from '../ui/confirm';
import { guardHistory } from './guard-history';
import { unsavedStore } from './unsaved-store';

/** The address of a link that would leave this page in this tab; null for everything else. */
function leadsAway(event: MouseEvent): URL | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || link.hasAttribute('download') || (link.target !== '' && link.target !== '_self')) return null;
  const to = new URL(link.href, location.href);
  if (to.origin !== location.origin) return null;
  return to.pathname === location.pathname && to.search === location.search ? null : to;
}

const title = () => document.querySelector('h1')?.textContent?.trim() || document.title;

/** Asks before a form's unsaved work is left inside the product. Stands once, in the root layout. */
export function LeaveGuard() {
  const router = useRouter();
  const question = useSyncExternalStore(unsavedStore.subscribe, unsavedStore.question, () => null);
  useEffect(() => {
    // On the window, before React and the router's links hear of it.
    const onClick = (event: MouseEvent) => {
      const to = unsavedStore.isHeld() ? leadsAway(event) : null;
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      unsavedStore.ask(() => router.push(to.pathname + to.search + to.hash));
    };
    const history = guardHistory(unsavedStore.isHeld, unsavedStore.ask);
    const stopHolds = unsavedStore.onHold(history.remember);
    const onInput = () => {
      unsavedStore.rearm();
      history.remember();
    };
    addEventListener('click', onClick, true);
    addEventListener('input', onInput, true);
    return () => {
      removeEventListener('click', onClick, true);
      removeEventListener('input', onInput, true);
      stopHolds();
      history.stop();
    };
  }, [router]);
  return (
    <Confirm
      open={question !== null}
      onOpenChange={(open) => {
        if (!open && question) unsavedStore.answer(false);
      }}
      title="Leave without saving"
      confirmLabel="Leave without saving"
      cancelLabel="Stay"
      danger
      onConfirm={() => unsavedStore.answer(true)}
    >
      {question ? `What you changed in “${title()}” is not saved. If you leave now, it is gone.` : null}
    </Confirm>
  );
}
