'use client';

import { Field } from '@/components/form/field';
import { Card } from '@/components/ui/card';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { OptionsProps } from './variants-editor';

const often = [
  { value: '', label: 'Never: it is sent once' },
  { value: 'FREQ=DAILY', label: 'Every day' },
  { value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', label: 'Every weekday' },
  { value: 'FREQ=WEEKLY', label: 'Every week' },
  { value: 'FREQ=WEEKLY;INTERVAL=2', label: 'Every two weeks' },
  { value: 'FREQ=MONTHLY', label: 'Every month' },
  { value: 'FREQ=YEARLY', label: 'Every year' },
];
const withoutEnd = (rule: string) =>
  rule
    .split(';')
    .filter((part) => !/^(COUNT|UNTIL)=/.test(part))
    .join(';');
const part = (rule: string, name: string) => new RegExp(`${name}=(\\w+)`).exec(rule)?.[1] ?? '';

/** Whether it is sent again and again, and until when. A rule that was set through the API is kept as it is. */
export function RepeatFields({ draft, edit, errors }: OptionsProps) {
  const rule = draft.rule ?? '';
  const base = withoutEnd(rule);
  const until = part(rule, 'UNTIL').slice(0, 8);
  const date = until ? `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` : '';
  const known = often.some(({ value }) => value === base);
  const build = (of: string, end: string) => edit({ rule: of ? of + end : null });
  return (
    <Card title="Again and again">
      <div className="grid gap-3 md:grid-cols-2">
        <Field
          name="rule"
          label="Repeat"
          help="Each run is a campaign of its own; its audience is fixed when it begins."
          error={errors['recurrence.rule'] ?? errors['recurrence']}
        >
          <Select
            value={base}
            onChange={(event) => build(event.target.value, rule.slice(base.length))}
            options={known ? often : [...often, { value: base, label: base }]}
          />
        </Field>
        {draft.rule ? (
          <>
            <Field name="count" label="Ends after so many runs" optional>
              <Input
                type="number"
                min={1}
                max={9999}
                value={part(rule, 'COUNT')}
                onChange={(event) => build(base, event.target.value ? `;COUNT=${event.target.value}` : '')}
              />
            </Field>
            <Field name="until" label="Or with the day" optional>
              <Input
                type="date"
                value={date}
                onChange={(event) =>
                  build(base, event.target.value ? `;UNTIL=${event.target.value.replaceAll('-', '')}` : '')
                }
              />
            </Field>
          </>
        ) : null}
      </div>
    </Card>
  );
}
