'use client';

import Link from 'next/link';
import { Avatar } from '@/components/ui/avatar';
import { Card } from '@/components/ui/card';
import { Dot } from '@/components/ui/badge';
import { formatNumber, formatRate } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { Skeleton } from '@/components/ui/skeleton';
import { pages } from '@/lib/paths';
import type { Preview } from './use-preview';

type PreviewCardProps = { tenant: string; preview: Preview; isValid: boolean; saved?: number | undefined };

/** Whom the rule finds now, before it is saved. */
export function PreviewCard({ tenant, preview, isValid, saved }: PreviewCardProps) {
  const { result, error, busy } = preview;
  const state = !isValid ? (
    <Dot tone="warn" label="A rule is incomplete" />
  ) : busy ? (
    <Dot tone="live" label="Counting" />
  ) : (
    <Dot tone="good" label="Counted now" />
  );
  const change = result && saved !== undefined ? result.count - saved : 0;
  const reach = result?.reach.email ?? null;
  return (
    <Card title="Now in the segment" meta={state}>
      {error ? <Note tone="warn" title={error} /> : null}
      {!result && !error ? <Skeleton className="h-8 w-28" /> : null}
      {result ? (
        <div className="grid gap-3">
          <div>
            <p data-testid="segment-count" className="text-3xl font-semibold tracking-tight figures">
              {formatNumber(result.count)}
            </p>
            {change === 0 ? null : (
              <p className="text-xs text-ink-3">
                {change > 0 ? '+' : '−'}
                {formatNumber(Math.abs(change))} against the saved rule
              </p>
            )}
          </div>
          <p className="border-t border-line pt-3">
            <span className="text-xs text-ink-3">Marketing by email may reach</span>
            <br />
            {reach === null ? (
              'takes too long to say'
            ) : (
              <strong className="font-semibold figures">{formatNumber(reach)}</strong>
            )}{' '}
            {reach === null || result.count === 0 ? null : (
              <span className="text-ink-3">{formatRate(reach, result.count)}</span>
            )}
          </p>
          {result.sample.length > 0 ? (
            <div>
              <p className="mb-1.5 text-xs text-ink-3">Some of them</p>
              <ul className="grid gap-1.5">
                {result.sample.map((person) => (
                  <li key={person.id} className="flex items-center gap-2.5">
                    <Avatar name={person.displayName} />
                    <span className="min-w-0">
                      <Link
                        href={pages.contact(tenant, person.id)}
                        target="_blank"
                        className="block truncate hover:underline"
                        dir="auto"
                      >
                        {person.displayName}
                      </Link>
                      <span className="block truncate text-xs text-ink-3">{person.email}</span>
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </div>
      ) : null}
    </Card>
  );
}
