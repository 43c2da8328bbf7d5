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
import type { TextChannel } from '@/lib/contacts/vocabulary';
import type { ComboOption } from '@/components/ui/combobox';
import { Input, Textarea } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import type { Template } from '@/lib/templates/schema';
import type { TemplateChannel } from '@/lib/templates/vocabulary';
import { createTemplateAction, updateTemplateAction } from '../actions';
import { draftOf, placesOf, savedAs, shownAs } from './approved';
import { ApprovedFields } from './approved-fields';
import { TextPreview } from './text-preview';
import { useMessagePreview } from '../../use-message-preview';

const channels = [
  { value: 'sms', label: 'SMS' },
  { value: 'whatsapp', label: 'WhatsApp' },
];

const freeHelp =
  'Liquid, such as {{ contact.first_name }}. Up to 1,600 characters. Links become short ones that count clicks. A line to opt out follows unless the text has {{ unsubscribe_url }}.';
const approvedHelp =
  'Exactly as in WhatsApp Manager, with {{1}}, {{2}} where values go. The way out has to be among these words or in a value.';
const labels = {
  ...{ name: 'Name', channel: 'Channel', text: 'Text', 'approved.name': 'Name at WhatsApp' },
  ...{ 'approved.language': 'Language', approved: 'Values' },
  ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`approved.parameters.${i}`, `Value for {{${i + 1}}}`])),
};
const placeWords = ({ part, line }: Template['problems'][number]) =>
  part === 'parameters' ? `Value ${line}:` : `Line ${line}:`;

type TextTemplateProps = {
  tenant: string;
  /** Null while it is new. */
  template: Template | null;
  mayWrite: boolean;
  /** The first contacts, to preview for. */
  people: readonly ComboOption[];
};
type Kind = 'free' | 'approved';
type Entered = { name: string; channel: TemplateChannel; text: string; approved: Template['approved'] };

const kinds = [
  { value: 'free', label: 'Free text' },
  { value: 'approved', label: 'Approved template' },
] as const;

/** Writes a text message: no subject, no HTML, the words alone. */
export function TextTemplate({ tenant, template, mayWrite, people }: TextTemplateProps) {
  const router = useRouter();
  const [text, setText] = useState(template?.text ?? '');
  const [problems, setProblems] = useState(template?.problems ?? []);
  const save = ({ name, channel, text, approved }: Entered) =>
    template
      ? updateTemplateAction(tenant, { id: template.id, name, text, approved, baseVersion: template.version })
      : createTemplateAction(tenant, { name, channel, text, approved });
  const [chosen, setChosen] = useState<TextChannel>(template?.channel === 'whatsapp' ? 'whatsapp' : 'sms');
  const [kind, setKind] = useState<Kind>(template?.approved ? 'approved' : 'free');
  const [draft, setDraft] = useState(() => draftOf(template?.approved ?? null));
  const isApproved = chosen === 'whatsapp' && kind === 'approved';
  const [contactId, setContactId] = useState<string | null>(null);
  const { preview, failed } = useMessagePreview(
    tenant,
    { subject: '', html: '', text, channel: chosen, approved: isApproved ? shownAs(draft, text) : null },
    contactId,
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
      <Card title={template ? 'The text' : 'A text message'}>
        <ActionForm
          aria-label="Text message"
          action={save}
          guard={mayWrite}
          toInput={(data): Entered => ({
            name: formText(data, 'name'),
            channel: formText(data, 'channel') === 'whatsapp' ? 'whatsapp' : 'sms',
            text: formText(data, 'text'),
            approved: isApproved ? savedAs(draft, text) : null,
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
          {chosen === 'whatsapp' ? (
            <div className="flex flex-col gap-1.5">
              {mayWrite ? <Segmented label="What is sent" value={kind} options={kinds} onChange={setKind} /> : null}
              <p className="max-w-[66ch] text-xs text-ink-3">
                {isApproved
                  ? 'Goes to anybody who agreed, at any time.'
                  : 'WhatsApp takes free text only within 24 hours after the person wrote; everybody else is left out.'}
              </p>
            </div>
          ) : null}
          <Field
            name="text"
            label={isApproved ? 'Words as approved' : 'Text'}
            help={isApproved ? approvedHelp : freeHelp}
          >
            <Textarea
              rows={6}
              maxLength={1600}
              value={text}
              readOnly={!mayWrite}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          {isApproved ? (
            <ApprovedFields draft={draft} places={placesOf(text)} readOnly={!mayWrite} onChange={setDraft} />
          ) : null}
          {problems.map((problem) => (
            <Note key={`${problem.part} ${problem.line} ${problem.column}`} tone="warn" title={placeWords(problem)}>
              {problem.message}
            </Note>
          ))}
          <FormErrors labels={labels} />
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
