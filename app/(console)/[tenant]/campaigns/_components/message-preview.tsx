'use client';

import { useCallback, useEffect, useState } from 'react';
import { MailFrame, type MessageSource } from '@/components/templates/mail-frame';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { Skeleton } from '@/components/ui/skeleton';
import { findReadersAction } from '../actions';
import { useMessagePreview } from '../../use-message-preview';

/** Whose audience: that of a campaign or of one of its variants, or of the segments of a draft. */
export type ReadersOf =
  | { id: string; variant?: number }
  | { segmentIds: readonly string[]; excludedSegmentIds: readonly string[] };
type MessagePreviewProps = { tenant: string; source: MessageSource; readersOf: ReadersOf; title: string };

/** The first people of an audience, null until they came, and a search among all of them; after how many either was cut short. */
function useReaders(tenant: string, of: ReadersOf, channel: MessageSource['channel']) {
  const [people, setPeople] = useState<readonly ComboOption[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [cut, setCut] = useState<{ first: number | null; search: number | null }>({ first: null, search: null });
  const asked = JSON.stringify({ ...of, channel });
  const search = useCallback(
    async (q: string): Promise<ComboOption[]> => {
      const input = JSON.parse(asked) as { id: string } | { segmentIds: string[] };
      const found = await findReadersAction(tenant, { ...input, ...(q ? { q: q.slice(0, 200) } : {}) });
      if (!found.ok) throw new Error(found.error.message);
      const { cutAfter } = found.value;
      setCut((before) => (q ? { ...before, search: cutAfter } : { first: cutAfter, search: null }));
      return found.value.items.map(({ id, name, address }) => ({
        ...{ value: id, label: name },
        ...(address && address !== name ? { hint: address } : {}),
      }));
    },
    [tenant, asked],
  );
  useEffect(() => {
    let stale = false;
    setPeople(null);
    setFailed(null);
    search('').then(
      (found) => !stale && setPeople(found),
      (error: unknown) => !stale && setFailed(error instanceof Error ? error.message : 'The people did not come.'),
    );
    return () => {
      stale = true;
    };
  }, [search]);
  return { people, failed, search, cut };
}

/** A message as somebody of its audience gets it: subject, first words and body, filled in for them. */
export function MessagePreview({ tenant, source, readersOf, title }: MessagePreviewProps) {
  const { people, failed, search, cut } = useReaders(tenant, readersOf, source.channel);
  const [chosen, setChosen] = useState<string | null>(null);
  if (failed) return <Note tone="bad">{failed}</Note>;
  if (!people)
    return (
      <div role="status" className="flex flex-col gap-3">
        <span className="sr-only">Looking for people of the audience</span>
        <Skeleton className="w-72" />
        <Skeleton className="w-80" />
      </div>
    );
  const contactId = chosen ?? people[0]?.value ?? null;
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2">
        <span className="text-ink-3">For</span>
        <Combobox
          label="Preview for this person of the audience"
          options={people}
          value={contactId}
          onChange={setChosen}
          search={search}
          {...(cut.search
            ? { nothing: `None of the first ${formatNumber(cut.search)} of this name gets it. Type more of the name.` }
            : {})}
          placeholder="The first contact"
        />
        <Beside tenant={tenant} source={source} contactId={contactId} />
      </div>
      {people.length === 0 ? (
        <Note tone="warn">
          {cut.first
            ? `None of the first ${formatNumber(cut.first)} people looked at gets this`
            : 'Nobody gets this as things stand'}
          , so it is filled in for the first contact there is.
        </Note>
      ) : null}
      <MailFrame tenant={tenant} source={source} contactId={contactId} title={title} />
    </div>
  );
}

type MessageForProps = { tenant: string; source: MessageSource; contactId: string; title: string };

/** A message as this one person gets it, or got it: subject, first words and body. */
export const MessageFor = ({ tenant, source, contactId, title }: MessageForProps) => (
  <div className="flex flex-col gap-3">
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2">
      <Beside tenant={tenant} source={source} contactId={contactId} />
    </div>
    <MailFrame tenant={tenant} source={source} contactId={contactId} title={title} />
  </div>
);

type BesideProps = { tenant: string; source: MessageSource; contactId: string | null };

/** What a mailbox shows of it before it is opened. */
function Beside({ tenant, source, contactId }: BesideProps) {
  const { channel = 'email' } = source;
  const { preview, failed } = useMessagePreview(tenant, source, contactId);
  if (channel !== 'email' && channel !== 'push') return null;
  return (
    <>
      <span className="text-ink-3">{channel === 'push' ? 'Title' : 'Subject'}</span>
      <span dir="auto" className="min-w-0 font-semibold wrap-anywhere" aria-live="polite" data-preview-subject>
        {preview?.subject || '–'}
      </span>
      {channel === 'email' ? (
        <>
          <span className="text-ink-3">Preview text</span>
          <span dir="auto" className="min-w-0 text-ink-2 wrap-anywhere" data-preview-preheader>
            {preview?.preheader || '–'}
          </span>
        </>
      ) : null}
      {failed ? (
        <div className="col-span-full">
          <Note tone="bad">{failed}</Note>
        </div>
      ) : null}
    </>
  );
}
