'use client';

import { useState } from 'react';
import { MailFrame, type MailSource } from '@/components/templates/mail-frame';
import { Card } from '@/components/ui/card';
import type { ComboOption } from '@/components/ui/combobox';
import { Note } from '@/components/ui/note';
import { Segmented } from '@/components/ui/segmented';
import { PreviewFor } from './preview-for';
import type { Preview } from '../../use-message-preview';

type View = 'desktop' | 'phone' | 'text';
type PreviewPaneProps = {
  tenant: string;
  source: MailSource;
  preview: Preview | null;
  failed: string | null;
  contactId: string | null;
  onContact: (id: string | null) => void;
  people: readonly ComboOption[];
};

/** The draft for a real person, as a desktop, a phone and a text-only client show it. */
export function PreviewPane({ tenant, source, preview, failed, contactId, onContact, people }: PreviewPaneProps) {
  const [view, setView] = useState<View>('desktop');
  const empty = preview?.empty ?? [];
  return (
    <Card
      title="Preview"
      actions={
        <Segmented
          label="Show as"
          value={view}
          onChange={setView}
          options={[
            { value: 'desktop', label: 'Desktop' },
            { value: 'phone', label: 'Phone' },
            { value: 'text', label: 'Text' },
          ]}
        />
      }
    >
      <div className="flex flex-col gap-3">
        <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2">
          <span className="text-ink-3">For</span>
          <PreviewFor tenant={tenant} people={people} contactId={contactId} onContact={onContact} />
          <span className="text-ink-3">Subject</span>
          <span dir="auto" className="min-w-0 truncate font-semibold" aria-live="polite" data-preview-subject>
            {preview?.subject || '–'}
          </span>
        </div>
        {failed ? <Note tone="bad">{failed}</Note> : null}
        {empty.length > 0 ? (
          <Note tone="warn" title="Empty for this person:">
            <span className="mono">{empty.join(', ')}</span>. Give a default, such as{' '}
            <span className="mono">{`{{ ${empty[0] ?? ''} | default: "friend" }}`}</span>.
          </Note>
        ) : null}
        <MailFrame
          tenant={tenant}
          source={source}
          contactId={contactId}
          view={view}
          title="The message as its reader sees it"
        />
      </div>
    </Card>
  );
}
