'use client';

import { Card } from '@/components/ui/card';
import type { ComboOption } from '@/components/ui/combobox';
import { Note } from '@/components/ui/note';
import { whyNoTest } from '@/lib/test-messages/vocabulary';
import { PreviewFor } from './preview-for';
import type { Preview } from '../../use-message-preview';

type TextPreviewProps = {
  tenant: string;
  channel: 'sms' | 'whatsapp';
  preview: Preview | null;
  failed: string | null;
  contactId: string | null;
  onContact: (id: string | null) => void;
  people: readonly ComboOption[];
};

/** How long it is, in the unit that its channel is paid in. */
function lengthWords({ characters, parts }: NonNullable<Preview['length']>, channel: 'sms' | 'whatsapp'): string {
  const letters = `${characters} ${characters === 1 ? 'character' : 'characters'}`;
  if (channel === 'whatsapp') return letters;
  return `${letters}, ${parts} SMS`;
}

/** Why it takes as many as it does. */
function whyWords({ wideLetter, optOut }: NonNullable<Preview['length']>, channel: 'sms' | 'whatsapp'): string {
  const out = optOut > 0 ? ` The line to opt out is ${optOut} characters of it.` : '';
  const wide = wideLetter
    ? ` With “${wideLetter}” in it an SMS holds 70 characters instead of 160, 67 where there are several.`
    : '';
  return channel === 'sms' ? wide + out : out;
}

/** A text as its reader gets it: filled in for a real person, with short links and the way out. */
export function TextPreview({ tenant, channel, preview, failed, contactId, onContact, people }: TextPreviewProps) {
  const { length = null, text = '', empty = [] } = preview ?? {};
  return (
    <Card title="As it goes out">
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3">
          <span className="text-ink-3">For</span>
          <PreviewFor tenant={tenant} people={people} contactId={contactId} onContact={onContact} hint="phone" />
        </div>
        {failed ? <Note tone="bad">{failed}</Note> : null}
        {empty.length > 0 ? (
          <Note tone="warn" title="Empty for this person:">
            <span className="mono">{empty.join(', ')}</span>. Give a default, such as{' '}
            <span className="mono">{`{{ ${empty[0] ?? ''} | default: "friend" }}`}</span>.
          </Note>
        ) : null}
        <p
          dir="auto"
          data-preview-text
          className="w-fit max-w-full rounded-md bg-active px-3 py-2 break-words whitespace-pre-wrap"
        >
          {text || '–'}
        </p>
        <p className="text-xs text-ink-3" aria-live="polite">
          {length && text
            ? `${lengthWords(length, channel)} for this person, links and the way out counted.${whyWords(length, channel)}`
            : ' '}
        </p>
        <p className="text-xs text-ink-3">{whyNoTest(channel)}</p>
      </div>
    </Card>
  );
}
