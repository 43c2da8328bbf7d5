import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Note } from '@/components/ui/note';
import type { Purpose } from '@/lib/contacts/vocabulary';
import { tracking } from '@/lib/paths';
import { savePreferences } from '../../u/actions';
import { peekOr404 } from '../../u/peek';
import { PublicFrame } from '../../u/public-frame';

export const metadata: Metadata = { title: 'What you get', robots: { index: false } };

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ saved?: string | string[] }> };

const words: Record<Purpose, { label: string; help: string }> = {
  marketing: { label: 'News, events and appeals', help: 'Letters that go to many people.' },
  service: { label: 'About your own matters', help: 'Such as a booking, a payment or your membership.' },
};

export default async function PreferencesPage({ params, searchParams }: Props) {
  const { token } = await params;
  const { saved } = await searchParams;
  const { tenantName, email, topics } = await peekOr404(token);
  return (
    <PublicFrame tenantName={tenantName}>
      <h1 className="text-lg font-semibold">What {email} gets</h1>
      {saved ? (
        <div className="mt-3" role="status">
          <Note tone="good" title="Saved.">
            It holds from now on.
          </Note>
        </div>
      ) : null}
      <form action={savePreferences.bind(null, token)} className="mt-3 flex flex-col gap-3">
        <fieldset className="flex flex-col gap-1">
          <legend className="sr-only">Topics by email</legend>
          {topics.map(({ purpose, granted }) => (
            <Checkbox
              key={`${purpose}-${granted}`}
              name={purpose}
              defaultChecked={granted}
              label={words[purpose].label}
              help={words[purpose].help}
            />
          ))}
        </fieldset>
        <Button type="submit" variant="primary" className="w-full">
          Save
        </Button>
      </form>
      <p className="mt-4 text-base">
        <Link className="link" href={tracking.unsubscribePage(token)}>
          Stop all mailings
        </Link>
      </p>
    </PublicFrame>
  );
}
