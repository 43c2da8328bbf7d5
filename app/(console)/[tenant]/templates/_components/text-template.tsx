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
import { Input, Textarea } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import type { Template } from '@/lib/templates/schema';
import type { TemplateChannel } from '@/lib/templates/vocabulary';
import { createTemplateAction, updateTemplateAction } from '../actions';
import { TextPreview } from './text-preview';
import { usePreview } from './use-preview';

const channels = [
  { value: 'sms', label: 'SMS' },
  { value: 'whatsapp', label: 'WhatsApp' },
];

type TextTemplateProps = {
  tenant: string;
  /** Null while it is new. */
  template: Template | null;
  mayWrite: boolean;
  /** The first contacts, to preview for. */
  people: readonly ComboOption[];
};
type TextChannel = Exclude<TemplateChannel, 'email'>;
type Entered = { name: string; channel: TemplateChannel; text: string };

/** Writes a text message: no subject, no HTML, the words alone. */
export function TextTemplate({ tenant, template, mayWrite, people }: TextTemplateProps) {
  const router = useRouter();
  const [text, setText] = useState(template?.text ?? '');
  const [problems, setProblems] = useState(template?.problems ?? []);
  const save = ({ name, channel, text }: Entered) =>
    template
      ? updateTemplateAction(tenant, { id: template.id, name, text, baseVersion: template.version })
      : createTemplateAction(tenant, { name, channel, text });
  const [chosen, setChosen] = useState<TextChannel>(template?.channel === 'whatsapp' ? 'whatsapp' : 'sms');
  const [contactId, setContactId] = useState<string | null>(null);
  const { preview, failed } = usePreview(tenant, { subject: '', html: '', text }, contactId, chosen);
  return (
    <div className="flex flex-col gap-4">
      <Card title={template ? 'The text' : 'A text message'}>
        <ActionForm
          aria-label="Text message"
          action={save}
          guard={mayWrite}
          toInput={(data): Entered => ({
            name: formText(data, 'name'),
            channel: formText(data, 'channel') === 'whatsapp' ? 'whatsapp' : 'sms',
            text: formText(data, 'text'),
          })}
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
          {template ? null : (
            <Field name="channel" label="Channel">
              <Select
                options={channels}
                value={chosen}
                onChange={(event) => setChosen(event.target.value === 'whatsapp' ? 'whatsapp' : 'sms')}
              />
            </Field>
          )}
          <Field
            name="text"
            label="Text"
            help="Liquid, such as {{ contact.first_name }}. Up to 1,600 characters. Links become short ones that count clicks. A line to opt out follows unless the text has {{ unsubscribe_url }}."
          >
            <Textarea
              rows={6}
              maxLength={1600}
              value={text}
              readOnly={!mayWrite}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          {problems.map((problem) => (
            <Note key={`${problem.line} ${problem.column}`} tone="warn" title={`Line ${problem.line}:`}>
              {problem.message}
            </Note>
          ))}
          <FormErrors labels={{ name: 'Name', channel: 'Channel', text: 'Text' }} />
          {mayWrite ? (
            <SubmitRow label={template ? 'Save' : 'Create template'} cancelHref={pages.templates(tenant)} />
          ) : (
            <Badge>Read only</Badge>
          )}
        </ActionForm>
      </Card>
      <TextPreview {...{ tenant, preview, failed, contactId, people }} channel={chosen} onContact={setContactId} />
    </div>
  );
}
