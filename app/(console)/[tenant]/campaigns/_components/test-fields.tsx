'use client';

import { metricWords } from '@/components/campaigns/words';
import { Field } from '@/components/form/field';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { comesBack, unclearRules, winnerMetrics } from '@/lib/campaigns/vocabulary';
import { ranges } from './draft-problems';
import { NumberField } from './number-field';
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

/** Whether all get a variant at once, or some first and the others the winner; and how that one is found. */
export function TestFields({ channel, draft, edit, errors }: OptionsProps) {
  const { isTest, testPercent, winnerMetric, decideAfter, ifUnclear } = draft;
  // What was chosen for another channel stays to be seen, and to be changed.
  const metrics = winnerMetrics.filter((metric) => comesBack(channel, metric) || metric === winnerMetric);
  const after = decideAfter === null ? '' : String(decideAfter);
  const options = times.some(({ value }) => value === after)
    ? times
    : [...times, { value: after, label: `After ${after} seconds` }];
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <Segmented
        label="Who gets a variant"
        value={isTest ? 'test' : 'all'}
        onChange={(choice) => edit({ isTest: choice === 'test' })}
        options={[
          { value: 'all', label: 'Everybody gets one' },
          { value: 'test', label: 'Test first, the rest gets the winner' },
        ]}
      />
      <div className="grid gap-3 md:grid-cols-2">
        {isTest ? (
          <NumberField
            name="testPercent"
            label="Test with"
            help="Of the people who will get it."
            range={ranges.testPercent}
            unit="%"
            value={testPercent}
            onChange={(value) => edit({ testPercent: value ?? NaN })}
            error={errors['testPercent']}
          />
        ) : null}
        <Field name="winnerMetric" label={isTest ? 'The winner has' : 'The better one has'}>
          <Select
            value={winnerMetric}
            onChange={(event) => edit({ winnerMetric: event.target.value as typeof winnerMetric })}
            options={metrics.map((metric) => ({ value: metric, label: metricWords[metric].most }))}
          />
        </Field>
        {isTest ? (
          <Field
            name="decideAfter"
            label="It is chosen"
            help={
              decideAfter === null
                ? 'The others wait until somebody chooses.'
                : 'Counted from when the test has been sent.'
            }
          >
            <Select
              value={after}
              onChange={(event) => edit({ decideAfter: event.target.value ? Number(event.target.value) : null })}
              options={options}
            />
          </Field>
        ) : null}
        {isTest && decideAfter !== null ? (
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
