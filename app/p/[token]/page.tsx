import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { tracking } from '@/lib/paths';
import { browsers } from '@/lib/preferences';
import { savePreferences } from '../../u/actions';
import { peekOr404 } from '../../u/peek';
import { PublicFrame } from '../../u/public-frame';
import { TestLink } from '../../u/unknown-link';
import { leaveStill, wordsOf } from '../../u/words';
import { Choices } from './_components/choices';
import { Closed } from './_components/closed';
import { Notifications } from './_components/notifications';

export const metadata: Metadata = { title: 'What you get', robots: { index: false } };

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ saved?: string | string[] }> };

export default async function PreferencesPage({ params, searchParams }: Props) {
  const { token } = await params;
  const { saved } = await searchParams;
  const shown = await peekOr404(token);
  if (!shown) return <TestLink />;
  const inBrowsers = await browsers(token);
  const { tenantName, channel, address, closed, purposes, topics } = shown;
  const { things, by, to } = wordsOf(shown);
  const state = [...purposes, ...topics].map(({ granted }) => Number(granted)).join('');
  return (
    <PublicFrame tenantName={tenantName}>
      <h1 className="text-lg font-semibold">
        {channel === 'email' ? `What ${address} gets` : `What you get by ${by}${to}`}
      </h1>
      {saved && !closed ? (
        <div className="mt-3" role="status">
          <Note tone="good" title="Saved.">
            It holds from now on.
          </Note>
        </div>
      ) : null}
      {closed ? (
        <Closed closed={closed} tenantName={tenantName} shown={shown} />
      ) : (
        <>
          <form action={savePreferences.bind(null, token)} className="mt-3 flex flex-col gap-3">
            <Choices key={state} channel={channel} purposes={purposes} topics={topics} />
            <Button type="submit" variant="primary" className="w-full">
              Save
            </Button>
          </form>
        </>
      )}
      {closed && !shown.canLeave ? null : (
        <p className="mt-4 text-base">
          <Link className="link" href={tracking.unsubscribePage(token)}>
            {closed ? leaveStill(shown) : `Stop all ${things}`}
          </Link>
        </p>
      )}
      {inBrowsers.key ? <Notifications key={inBrowsers.live.join(' ')} token={token} shown={inBrowsers} /> : null}
    </PublicFrame>
  );
}
