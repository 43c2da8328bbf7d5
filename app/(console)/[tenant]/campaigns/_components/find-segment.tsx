'use client';

import { useCallback, useRef } from 'react';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { formatNumber } from '@/components/ui/format';
import { findSegmentsAction } from '../actions';

export type SegmentChoice = { id: string; name: string; memberCount: number; ruleInWords: string };
type FindSegmentProps = {
  tenant: string;
  label: string;
  except?: readonly string[];
  onTake: (segment: SegmentChoice) => void;
};

/** Finds a segment by its name, where there are more than the list shows. */
export function FindSegment({ tenant, label, except = [], onTake }: FindSegmentProps) {
  const found = useRef(new Map<string, SegmentChoice>());
  const not = except.join(' ');
  const search = useCallback(
    async (query: string): Promise<ComboOption[]> => {
      const result = await findSegmentsAction(tenant, { q: query.slice(0, 120), limit: 20 });
      if (!result.ok) throw new Error(result.error.message);
      const items = result.value.items.filter(({ id }) => !not.split(' ').includes(id));
      for (const { id, name, memberCount, ruleInWords } of items)
        found.current.set(id, { id, name, memberCount, ruleInWords });
      return items.map(({ id, name, memberCount }) => ({ value: id, label: name, hint: formatNumber(memberCount) }));
    },
    [tenant, not],
  );
  return (
    <div className="mt-2 max-w-96">
      <Combobox
        label={label}
        placeholder={label}
        options={[]}
        value={null}
        search={search}
        onChange={(id) => {
          const segment = id ? found.current.get(id) : undefined;
          if (segment) onTake(segment);
        }}
      />
    </div>
  );
}
