'use client';

import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { isText, type Purpose } from '@/lib/contacts/vocabulary';
import type { Preferences } from '@/lib/preferences/schema';
import { wordsOf } from '../../../u/words';

const labels: Record<Purpose, string> = {
  marketing: 'News, events and appeals',
  service: 'About your own matters',
};

/** What can be had, each topic below the purpose that it belongs to. Without scripts each box stands for itself. */
export function Choices({ channel, purposes, topics }: Pick<Preferences, 'channel' | 'purposes' | 'topics'>) {
  const { by, letters } = wordsOf({ channel, address: '' });
  const many = `${letters} that go to many people`;
  // The gate lets answers to people through whatever they chose (`bypass-answers`).
  const answered =
    channel === 'email' || isText(channel) ? '; answers to what you write yourself come in any case' : '';
  const [wanted, setWanted] = useState<ReadonlySet<string>>(
    () =>
      new Set([
        ...purposes.flatMap((p) => (p.granted ? [p.purpose] : [])),
        ...topics.flatMap((t) => (t.granted ? [t.id] : [])),
      ]),
  );
  const set = (keys: readonly string[], on: boolean) =>
    setWanted((now) => (on ? new Set([...now, ...keys]) : new Set([...now].filter((key) => !keys.includes(key)))));
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="sr-only">{`What you get by ${by}`}</legend>
      {purposes.map(({ purpose, granted }) => {
        const below = purpose === 'marketing' ? topics : [];
        return (
          <div key={purpose}>
            {granted ? <input type="hidden" name="was" value={purpose} /> : null}
            <Checkbox
              name={purpose}
              checked={wanted.has(purpose)}
              onChange={(event) => set([purpose, ...below.map(({ id }) => id)], event.target.checked)}
              label={labels[purpose]}
              help={
                purpose === 'service'
                  ? `Such as a booking, a payment or your membership${answered}.`
                  : `${many}${below.length > 0 ? ': about these topics, and others.' : '.'}`
              }
            />
            {below.length > 0 ? (
              <fieldset className="ms-6 flex flex-col gap-1">
                <legend className="sr-only">Topics</legend>
                {below.map(({ id, name, description, granted: held }) => (
                  <div key={id}>
                    <input type="hidden" name="shown" value={id} />
                    {held ? <input type="hidden" name="was" value={id} /> : null}
                    <Checkbox
                      name={`topic-${id}`}
                      checked={wanted.has(id)}
                      onChange={(event) => set([id], event.target.checked)}
                      label={<span dir="auto">{name}</span>}
                      help={description ? <span dir="auto">{description}</span> : undefined}
                    />
                  </div>
                ))}
              </fieldset>
            ) : null}
          </div>
        );
      })}
    </fieldset>
  );
}
