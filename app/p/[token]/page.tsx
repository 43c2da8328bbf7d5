import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { tracking } from '@/lib/paths';
import { savePreferences } from '../../u/actions';
import { peekOr404 } from '../../u/peek';
import { PublicFrame } from '../../u/public-frame';
import { wordsOf } from '../../u/words';
import { Choices } from './_components/choices';
import { Closed } from './_components/closed';

export const metadata: Metadata = { title: 'What you get', robots: { index: false } };

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ saved?: string | string[] }> };

export default async function PreferencesPage({ params, searchParams }: Props) {
  const { token } = await params;
  const { saved } = await searchParams;
  const shown = await peekOr404(token);
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
          <p className="mt-4 text-base">
            <Link className="link" href={tracking.unsubscribePage(token)}>
              Stop all {things}
            </Link>
          </p>
        </>
      )}
    </PublicFrame>
  );
}
