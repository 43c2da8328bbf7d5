'use client';

import { metricWords } from '@/components/campaigns/words';
import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { unclearRules, winnerMetrics } from '@/lib/campaigns/vocabulary';
import type { OptionsProps } from './variants-editor';

const times = [
  { value: '', label: 'When I choose' },
  { value: '1800', label: 'After 30 minutes' },
  { value: '3600', label: 'After 1 hour' },
  { value: '14400', label: 'After 4 hours' },
  { value: '28800', label: 'After 8 hours' },
  { value: '86400', label: 'After 1 day' },
  { value: '172800', label: 'After 2 days' },
];
const unclearWords = {
  leader: 'The one in front wins',
  first: 'The first one wins',
  wait: 'I choose',
};
const usualTest = 20;

/** Whether all get a variant at once, or some first and the others the winner; and how that one is found. */
export function TestFields({ draft, edit, errors }: OptionsProps) {
  const { testPercent, winnerMetric, decideAfter, ifUnclear } = draft;
  const test = testPercent < 100;
  const after = decideAfter === null ? '' : String(decideAfter);
  const options = times.some(({ value }) => value === after)
    ? times
    : [...times, { value: after, label: `After ${after} seconds` }];
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <Segmented
        label="Who gets a variant"
        value={test ? 'test' : 'all'}
        onChange={(choice) => edit({ testPercent: choice === 'test' ? usualTest : 100 })}
        options={[
          { value: 'all', label: 'Everybody gets one' },
          { value: 'test', label: 'Test first, the rest gets the winner' },
        ]}
      />
      <div className="grid gap-3 md:grid-cols-2">
        {test ? (
          <Field
            name="testPercent"
            label="Test with"
            help="Of the people who will get it."
            error={errors['testPercent']}
          >
            <Input
              type="number"
              min={1}
              max={99}
              unit="%"
              value={testPercent}
              onChange={(event) => edit({ testPercent: Math.min(99, Math.max(1, Number(event.target.value) || 1)) })}
            />
          </Field>
        ) : null}
        <Field name="winnerMetric" label="The winner has">
          <Select
            value={winnerMetric}
            onChange={(event) => edit({ winnerMetric: event.target.value as typeof winnerMetric })}
            options={winnerMetrics.map((metric) => ({ value: metric, label: metricWords[metric].most }))}
          />
        </Field>
        {test ? (
          <Field name="decideAfter" label="It is chosen" help="Counted from when the test has been sent.">
            <Select
              value={after}
              onChange={(event) => edit({ decideAfter: event.target.value ? Number(event.target.value) : null })}
              options={options}
            />
          </Field>
        ) : null}
        {test && decideAfter !== null ? (
          <Field name="ifUnclear" label="If the difference may be chance">
            <Select
              value={ifUnclear}
              onChange={(event) => edit({ ifUnclear: event.target.value as typeof ifUnclear })}
              options={unclearRules.map((rule) => ({ value: rule, label: unclearWords[rule] }))}
            />
          </Field>
        ) : null}
      </div>
    </div>
  );
}
