'use client';

import { Card } from '@/components/ui/card';
import type { ComboOption } from '@/components/ui/combobox';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { PreviewFor } from './preview-for';
import type { Preview } from '../../use-message-preview';

type ChannelPreviewProps = {
  tenant: string;
  channel: 'push' | 'webhook';
  preview: Preview | null;
  failed: string | null;
  /** Nothing is written yet: that it would not go is no news. */
  isBlank: boolean;
  contactId: string | null;
  onContact: (id: string | null) => void;
  people: readonly ComboOption[];
};

/** As a browser shows it, but for its picture: nothing of other hosts is loaded here. */
function Shown({ subject, text, push }: Preview) {
  return (
    <div className="flex max-w-100 items-start gap-3 rounded-md border border-line bg-surface p-3 shadow-sm">
      <Icon name="bell" className="mt-0.5 text-ink-3" />
      <div className="min-w-0 flex-1" data-preview-text>
        <p dir="auto" className="font-strong break-words">
          {subject || '–'}
        </p>
        <p dir="auto" className="break-words whitespace-pre-wrap text-ink-2">
          {text || '–'}
        </p>
        <p className="mt-1 text-xs break-all text-ink-3">{push?.url || 'A click leads nowhere.'}</p>
      </div>
    </div>
  );
}

/** A message of the channel as its reader gets it, filled in for a real person. */
export function ChannelPreview({
  tenant,
  channel,
  preview,
  failed,
  isBlank,
  contactId,
  onContact,
  people,
}: ChannelPreviewProps) {
  const { empty = [], unsendable = null } = preview ?? {};
  return (
    <Card title="As it goes out">
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3">
          <span className="text-ink-3">For</span>
          <PreviewFor tenant={tenant} people={people} contactId={contactId} onContact={onContact} />
        </div>
        {failed ? <Note tone="bad">{failed}</Note> : null}
        {empty.length > 0 ? (
          <Note tone="warn" title="Empty for this person:">
            <span className="mono">{empty.join(', ')}</span>
          </Note>
        ) : null}
        {isBlank ? <p className="text-ink-3">What you write appears here, filled in for a person.</p> : null}
        {unsendable && !isBlank ? (
          <Note tone="warn" title="This person would get nothing.">
            {unsendable}
          </Note>
        ) : null}
        {preview && !unsendable && channel === 'push' ? <Shown {...preview} /> : null}
        {preview && !unsendable && channel === 'webhook' ? (
          <pre
            data-preview-text
            className="mono overflow-x-auto rounded-md bg-active px-3 py-2 break-words whitespace-pre-wrap"
          >
            {preview.text || '–'}
          </pre>
        ) : null}
      </div>
    </Card>
  );
}
