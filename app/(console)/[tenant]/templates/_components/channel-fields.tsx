import { Field } from '@/components/form/field';
import { Input, Textarea } from '@/components/ui/input';

export type ChannelDraft = { subject: string; text: string; url: string; icon: string };
type ChannelFieldsProps = {
  channel: 'push' | 'webhook';
  draft: ChannelDraft;
  readOnly: boolean;
  onChange: (draft: ChannelDraft) => void;
};

/** Labels of the fields by their place in the input, for the list of what is wrong. */
export const labelsOf = (channel: 'push' | 'webhook'): Record<string, string> =>
  channel === 'webhook'
    ? { name: 'Name', text: 'JSON' }
    : { name: 'Name', subject: 'Title', text: 'Words', 'push.url': 'Address', 'push.icon': 'Picture' };

/** What a notification says and where it leads; of a webhook the JSON alone. */
export function ChannelFields({ channel, draft, readOnly, onChange }: ChannelFieldsProps) {
  const input = (part: 'subject' | 'url' | 'icon') => (
    <Input
      maxLength={1000}
      autoComplete="off"
      value={draft[part]}
      readOnly={readOnly}
      onChange={(event) => onChange({ ...draft, [part]: event.target.value })}
    />
  );
  const words = (rows: number, maxLength: number, className = '') => (
    <Textarea
      {...{ rows, maxLength, readOnly, className }}
      spellCheck={channel === 'push'}
      value={draft.text}
      onChange={(event) => onChange({ ...draft, text: event.target.value })}
    />
  );
  if (channel === 'webhook')
    return (
      <Field
        name="text"
        label="JSON"
        help={
          'Your server gets it as “body” of a signed request. Liquid in quotes is escaped; {{ contact.id | json }} prints a whole value.'
        }
      >
        {words(12, 20_000, 'mono')}
      </Field>
    );
  return (
    <>
      <Field name="subject" label="Title" help="Up to 100 characters. Liquid, such as {{ contact.first_name }}.">
        {input('subject')}
      </Field>
      <Field name="text" label="Words" help="Up to 200 characters; phones show two lines or three.">
        {words(3, 1600)}
      </Field>
      <Field
        name="push.url"
        label="Address"
        help="Where a click leads. It becomes a short link that counts clicks. A button to unsubscribe comes by itself."
      >
        {input('url')}
      </Field>
      <Field
        name="push.icon"
        label="Picture"
        help="The address of a square picture, 192 pixels or more. May stay empty."
      >
        {input('icon')}
      </Field>
    </>
  );
}
