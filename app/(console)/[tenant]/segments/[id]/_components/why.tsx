'use client';

import { useCallback, useRef, useState } from 'react';
import { searchAction } from '../../../actions';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { Combobox } from '@/components/ui/combobox';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { Skeleton } from '@/components/ui/skeleton';
import type { SegmentExplanation } from '@/lib/segments/schema';
import { explainMembershipAction } from '../../actions';

type Part = SegmentExplanation['parts'][number];
type Choice = { value: string; label: string; hint?: string };
type WhyProps = { tenant: string; id: string; members: readonly Choice[] };

const groupWords = { all: 'All of these', any: 'At least one of these', none: 'None of these' };
const depthOf = ({ path }: Part) => (path === '' ? 0 : path.split('.').length / 2);

/** Choose a person, and see each rule with whether it holds for them. */
export function Why({ tenant, id, members }: WhyProps) {
  const [who, setWho] = useState<string | null>(null);
  const [told, setTold] = useState<SegmentExplanation | null>(null);
  const [error, setError] = useState<string | null>(null);
  const search = useCallback(
    async (query: string) =>
      (await searchAction(tenant, query)).map(({ id: value, label, hint }) => ({
        value,
        label,
        ...(hint ? { hint } : {}),
      })),
    [tenant],
  );
  const asked = useRef<string | null>(null);
  const choose = async (contactId: string | null) => {
    asked.current = contactId;
    setWho(contactId);
    setTold(null);
    setError(null);
    if (!contactId) return;
    const result = await explainMembershipAction(tenant, { id, contactId }).catch(() => null);
    if (asked.current !== contactId) return;
    if (result?.ok) setTold(result.value);
    else setError(result?.error.message ?? 'The server did not answer. Choose the person again.');
  };
  return (
    <Card title="Why is somebody in or out?">
      <div className="grid gap-3">
        <Combobox
          label="Person"
          placeholder="Choose a person"
          clearable
          value={who}
          options={members}
          search={search}
          onChange={(value) => void choose(value)}
        />
        {error ? <Note tone="warn" title={error} /> : null}
        {who && !told && !error ? <Skeleton className="h-16 w-full" /> : null}
        <div aria-live="polite">{told ? <Answer told={told} /> : null}</div>
      </div>
    </Card>
  );
}

function Answer({ told }: { told: SegmentExplanation }) {
  const counted = told.matches === (told.memberSince !== null);
  // The outermost group needs no line of its own: the verdict says how it ends.
  const lines = told.parts.slice(1);
  const [root] = told.parts;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={told.matches ? 'good' : 'bad'} icon={told.matches ? 'check' : 'x'}>
          {told.matches ? 'In' : 'Out'}
        </Badge>
        <span dir="auto" className="font-strong">
          {told.displayName}
        </span>
      </p>
      {lines.length ? (
        <p className="text-xs text-ink-3">{root && root.kind !== 'rule' ? groupWords[root.kind] : ''} must hold:</p>
      ) : (
        <p className="text-ink-3">{told.matches ? 'The segment has no rule: everybody is in.' : 'Nobody is in.'}</p>
      )}
      <ul className="grid gap-2">
        {lines.map((part) => (
          <Line key={part.path} part={part} />
        ))}
      </ul>
      {counted ? null : (
        <p className="text-xs text-ink-3">
          The list of members does not show it yet: the segment is counted again shortly.
        </p>
      )}
    </div>
  );
}

function Line({ part }: { part: Part }) {
  const { kind, holds, words, value } = part;
  return (
    <li
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2"
      style={{ paddingInlineStart: `${(depthOf(part) - 1) * 1.25}rem` }}
    >
      <Icon
        name={holds ? 'check' : 'x'}
        size={14}
        className={cn('mt-0.75', holds ? 'text-good-text' : 'text-bad-text')}
      />
      <div className="min-w-0">
        <p className={cn('break-words', kind !== 'rule' && 'text-ink-3')}>
          {kind === 'rule' ? words : groupWords[kind]}
          <span className="sr-only">{holds ? ': yes' : ': no'}</span>
        </p>
        {kind === 'rule' ? <p className="text-xs break-words text-ink-3">{value ?? 'not known'}</p> : null}
      </div>
    </li>
  );
}
