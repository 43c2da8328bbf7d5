import { Card } from '@/components/ui/card';

const zone = [
  [
    'Quiet hours',
    'Contacts whose own time zone is not known, and whose country has several or is not known, are taken to be in this one. What already waits is judged by it when its time comes; until then its reason names the former one. “Ask again now”, where a campaign tells why people wait, has it judged at once.',
  ],
  [
    'Analytics and reports',
    'Days begin at its midnight, past ones too. Reports of campaigns are counted anew, which can take some minutes.',
  ],
  [
    'Campaigns at a set time',
    'They go out at the same moment as before; only the hour that is shown changes. One that repeats goes on at its hour by the clock of the former time zone: to make it follow the new one, cancel it and start a copy.',
  ],
  [
    'Campaigns by each person’s own clock',
    'They keep their hour, those that repeat as well. Whoever’s time zone is not known gets them at that hour of the new one.',
  ],
] as const;

const country = [
  ['Laws and sending rules', 'Contacts without a country of their own are taken to be in this one.'],
  ['Phone numbers', 'When a file is imported, numbers without a country code are read as numbers of this country.'],
] as const;

/** What hangs on the time zone and on the country, said before they are changed. */
export function WhatChanges() {
  return (
    <>
      <Changes title="What another time zone changes" items={zone} />
      <Changes title="What another country changes" items={country} />
    </>
  );
}

function Changes({ title, items }: { title: string; items: readonly (readonly [string, string])[] }) {
  return (
    <Card title={title}>
      <dl className="grid gap-3">
        {items.map(([what, how]) => (
          <div key={what}>
            <dt className="font-medium">{what}</dt>
            <dd className="max-w-[66ch] text-ink-2">{how}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
