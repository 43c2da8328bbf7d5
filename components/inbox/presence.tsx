'use client';

import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Present } from '@/lib/inbox/schema';
import { throttle } from '../live/throttle';
import { useLive } from '../live/use-live';
import { Avatar } from '../ui/avatar';
import { startPresence } from './presence-beat';

type People = Present['others'];
type Shared = { others: People; write: (isWriting: boolean) => void };

const PresenceContext = createContext<Shared>({ others: [], write: () => {} });
const tabName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => (n % 36).toString(36)).join('');

async function call(url: string, init: RequestInit): Promise<Present | null> {
  const response = await fetch(url, init);
  return response.ok ? ((await response.json()) as Present) : null;
}

/** Tells others that this page shows the conversation, and all below it who else does. */
export function ThreadPresence({
  tenant,
  threadId,
  children,
}: {
  tenant: string;
  threadId: string;
  children: ReactNode;
}) {
  const [others, setOthers] = useState<People>([]);
  const running = useRef<ReturnType<typeof startPresence> | null>(null);
  const news = useRef<(() => void) | null>(null);
  useEffect(() => {
    const url = `/api/v1/inbox/threads/${threadId}/presence?tenant=${encodeURIComponent(tenant)}`;
    const tab = tabName();
    const say = (activity: string) =>
      call(url, { method: 'POST', body: JSON.stringify({ tab, activity }), keepalive: activity === 'left' });
    const every = (run: () => void, ms: number) => {
      const timer = setInterval(run, ms);
      return () => clearInterval(timer);
    };
    const isVisible = () => document.visibilityState === 'visible';
    const presence = startPresence({ say, ask: () => call(url, {}), isVisible, every }, setOthers);
    running.current = presence;
    const ask = throttle(() => presence.news(), 1_000);
    news.current = ask;
    const follow = () => presence.seen(isVisible());
    const leave = () => presence.seen(false);
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pagehide', leave);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pagehide', leave);
      ask.cancel();
      presence.stop();
      running.current = news.current = null;
    };
  }, [tenant, threadId]);
  useLive([`presence:thread:${threadId}`], () => news.current?.());
  const shared = useMemo(
    () => ({ others, write: (isWriting: boolean) => running.current?.write(isWriting) }),
    [others],
  );
  return <PresenceContext value={shared}>{children}</PresenceContext>;
}

/** Says to the others whether an answer is being written here. */
export function useWriting(isWriting: boolean): void {
  const { write } = useContext(PresenceContext);
  useEffect(() => write(isWriting), [write, isWriting]);
}

const shown = 3;
const verb = { looking: 'is looking at this', answering: 'is writing an answer' } as const;

/** The faces of who else looks, those who write with a ring; the line above the answer says it in words. */
export function PresenceFaces() {
  const { others } = useContext(PresenceContext);
  if (others.length === 0) return null;
  const sorted = others.toSorted((a, b) => a.activity.localeCompare(b.activity));
  return (
    <ul aria-label="Also here" className="flex -space-x-1.5">
      {sorted.slice(0, shown).map(({ id, name, activity }) => (
        <li
          key={id}
          title={`${name} ${verb[activity]}`}
          className={`rounded-full ring-2 ${activity === 'answering' ? 'z-1 ring-warn' : 'ring-surface'}`}
        >
          <Avatar name={name} />
          <span className="sr-only">{`${name} ${verb[activity]}`}</span>
        </li>
      ))}
      {others.length > shown ? <li className="self-center pl-3 text-xs text-ink-3">+{others.length - shown}</li> : null}
    </ul>
  );
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const named = (people: People): string =>
  list.format([
    ...people.slice(0, shown).map(({ name }) => name),
    ...(people.length > shown ? [`${people.length - shown} more`] : []),
  ]);

/** "Maria is writing an answer": stands where one would begin to write too. */
export function PresenceLine() {
  const { others } = useContext(PresenceContext);
  const writing = others.filter(({ activity }) => activity === 'answering');
  const people = writing.length > 0 ? writing : others;
  const isOne = people.length === 1;
  const words =
    writing.length > 0
      ? isOne
        ? 'is writing an answer'
        : 'are writing answers'
      : isOne
        ? 'is here too'
        : 'are here too';
  return (
    <p role="status" className={people.length > 0 ? 'mb-2 flex items-center gap-2 text-xs' : 'sr-only'}>
      {people.length > 0 ? (
        <>
          <span
            aria-hidden
            className={`size-1.75 rounded-full ${writing.length > 0 ? 'animate-live bg-warn' : 'bg-good'}`}
          />
          <span dir="auto" className={writing.length > 0 ? 'font-medium text-warn-text' : 'text-ink-3'}>
            {named(people)} {words}
          </span>
        </>
      ) : null}
    </p>
  );
}
