'use client';

import { Field } from '@/components/form/field';
import { formatChosen } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { startAt, wrongStart } from '@/lib/campaigns/schema';
import { systemClock } from '@/lib/platform/clock';
import { firstPlace } from './audience-fixed';

/** What a chosen date and time means, and what is wrong with it; null before one is chosen. */
export function startChosen(localTime: string, zone: string): { words: string; wrong?: string } | null {
  if (localTime === '') return null;
  const at = startAt(localTime, zone);
  if (!at) return { words: '', wrong: 'This is no date and time.' };
  const wrong = wrongStart(at, systemClock.now());
  return { words: formatChosen(at, zone), ...(wrong ? { wrong: `This time ${wrong.is}. ${wrong.way}` } : {}) };
}

type StartFieldProps = {
  /** The organisation's time zone. */
  zone: string;
  sendLocal: boolean;
  isSeries: boolean;
  /** `YYYY-MM-DDTHH:MM`, or empty. */
  value: string;
  onChange: (value: string) => void;
};

/** When a campaign begins, by the clock of the organisation or of each person. */
export const StartField = ({ zone, sendLocal, isSeries, value, onChange }: StartFieldProps) => (
  <Field
    name="localTime"
    label={
      <>
        {isSeries ? 'First run' : 'Date and time'}{' '}
        <span className="font-normal text-ink-2">
          {sendLocal ? 'on each person’s own clock' : `by the clock of ${zone}`}
        </span>
      </>
    }
    help={
      sendLocal
        ? `The audience is fixed ${firstPlace}. Whose time zone is not known has that of their country, and where that has several or is not known that of ${zone}.`
        : `The organisation’s time zone. ${isSeries ? 'Each audience is fixed when its run begins.' : 'The audience is fixed at that moment.'}`
    }
    error={startChosen(value, zone)?.wrong}
  >
    <Input
      type="datetime-local"
      value={value}
      max="9999-12-31T23:59"
      onChange={(event) => onChange(event.target.value)}
      className="max-w-64"
    />
  </Field>
);
