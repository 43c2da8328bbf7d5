'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import type { ComboOption } from '@/components/ui/combobox';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import type { Template } from '@/lib/templates/schema';
import { partWords } from '@/lib/templates/vocabulary';
import { createTemplateAction, updateTemplateAction } from '../actions';
import { ChannelFields, labelsOf, type ChannelDraft } from './channel-fields';
import { ChannelPreview } from './channel-preview';
import { useMessagePreview } from '../../use-message-preview';

type ChannelTemplateProps = {
  tenant: string;
  channel: 'push' | 'webhook';
  /** Null while it is new. */
  template: Template | null;
  mayWrite: boolean;
  /** The first contacts, to preview for. */
  people: readonly ComboOption[];
};

const names = { push: 'Notification', webhook: 'Webhook' } as const;
const starter = `{
  "contact": {{ contact.id | json }},
  "name": "{{ contact.full_name }}",
  "text": "Dear {{ contact.first_name }}, your membership ends soon.",
  "stop": {{ unsubscribe_url | json }}
}`;

const draftOf = (template: Template | null, channel: 'push' | 'webhook'): ChannelDraft => ({
  subject: template?.subject ?? '',
  text: template?.text ?? (channel === 'webhook' ? starter : ''),
  url: template?.push?.url ?? '',
  icon: template?.push?.icon ?? '',
});

/** Writes a notification, or what a webhook is told. */
export function ChannelTemplate({ tenant, channel, template, mayWrite, people }: ChannelTemplateProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(template, channel));
  const [problems, setProblems] = useState(template?.problems ?? []);
  const [contactId, setContactId] = useState<string | null>(null);
  const { subject, text, url, icon } = draft;
  const push = channel === 'push' ? { url, icon } : null;
  const shown = useMessagePreview(tenant, { subject, html: '', text, channel, push }, contactId);
  const save = ({ name }: { name: string }) => {
    const content = { name, subject, text, push };
    return template
      ? updateTemplateAction(tenant, { id: template.id, ...content, baseVersion: template.version })
      : createTemplateAction(tenant, { channel, ...content });
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
      <Card title={names[channel]}>
        <ActionForm
          aria-label={names[channel]}
          action={save}
          guard={mayWrite}
          toInput={(data) => ({ name: formText(data, 'name') })}
          onSuccess={(saved) => {
            setProblems(saved.problems);
            toast(`Saved version ${saved.version} of ${saved.name}`);
            if (template) router.refresh();
            else router.push(pages.template(tenant, saved.id));
          }}
        >
          <Field name="name" label="Name">
            <Input maxLength={120} autoComplete="off" defaultValue={template?.name ?? ''} readOnly={!mayWrite} />
          </Field>
          <ChannelFields channel={channel} draft={draft} readOnly={!mayWrite} onChange={setDraft} />
          {problems.map((problem) => (
            <Note
              key={`${problem.part} ${problem.line} ${problem.column}`}
              tone="warn"
              title={`${partWords[problem.part]}, line ${problem.line}:`}
            >
              {problem.message}
            </Note>
          ))}
          <FormErrors labels={labelsOf(channel)} />
          {mayWrite ? (
            <SubmitRow label={template ? 'Save' : 'Create template'} cancelHref={pages.templates(tenant)} />
          ) : (
            <Badge>Read only</Badge>
          )}
        </ActionForm>
      </Card>
      <ChannelPreview
        {...{ tenant, channel, contactId, people, ...shown }}
        isBlank={subject.trim() === '' && text.trim() === ''}
        onContact={setContactId}
      />
    </div>
  );
}
