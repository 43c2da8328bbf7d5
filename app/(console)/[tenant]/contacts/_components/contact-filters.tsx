'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { Field } from '@/components/form/field';
import { AddFilter, FilterBar, FilterChip, SearchField } from '@/components/table/filter-bar';
import { Select } from '@/components/ui/select';
import { pages } from '@/lib/paths';

export type ListView = { q?: string; tag?: string; segmentId?: string; status?: string; sort?: string };
type ContactFiltersProps = {
  tenant: string;
  view: ListView;
  tags: readonly string[];
  segments: ReadonlyArray<{ id: string; name: string }>;
  /** Name of the segment in the view, when it is not among the first ones. */
  segmentName?: string | undefined;
};

const shows = [
  { value: '', label: 'Active' },
  { value: 'archived', label: 'Archived' },
  { value: 'deleted', label: 'Deleted in the last 30 days' },
];

/** Search and filter clauses of the contacts list; the view lives in the address. */
export function ContactFilters({ tenant, view, tags, segments, segmentName }: ContactFiltersProps) {
  const router = useRouter();
  const [text, setText] = useState(view.q ?? '');
  const [adding, setAdding] = useState(false);
  const sent = useRef(view.q ?? '');
  const go = (change: ListView) => {
    setAdding(false);
    router.push(pages.contacts(tenant, { ...view, ...change }));
  };
  useEffect(() => {
    const q = text.trim();
    if (q === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = q;
      router.replace(pages.contacts(tenant, { ...view, q }));
    }, 250);
    return () => clearTimeout(timer);
  }, [text, tenant, view, router]);
  useEffect(() => {
    // Back, forward and "Remove it" change the address without this field.
    if ((view.q ?? '') === sent.current) return;
    sent.current = view.q ?? '';
    setText(view.q ?? '');
  }, [view.q]);
  return (
    <FilterBar>
      <SearchField label="Find contacts" value={text} onChange={setText} />
      {view.tag ? (
        <FilterChip
          field="Tag"
          operator="is"
          value={view.tag}
          removeHref={pages.contacts(tenant, { ...view, tag: '' })}
        />
      ) : null}
      {view.segmentId ? (
        <FilterChip
          field="Segment"
          operator="is"
          value={segmentName ?? 'deleted segment'}
          removeHref={pages.contacts(tenant, { ...view, segmentId: '' })}
        />
      ) : null}
      {view.status ? (
        <FilterChip
          field="Show"
          operator="only"
          value={view.status}
          removeHref={pages.contacts(tenant, { ...view, status: '' })}
        />
      ) : null}
      <AddFilter open={adding} onOpenChange={setAdding}>
        <div className="grid w-64 gap-3">
          <Field name="status" label="Show">
            <Select
              value={view.status ?? ''}
              options={shows}
              onChange={(event) => go({ status: event.target.value })}
            />
          </Field>
          {tags.length ? (
            <Field name="tag" label="Tag is">
              <Select
                value={view.tag ?? ''}
                placeholder="Any"
                options={tags.map((name) => ({ value: name, label: name }))}
                onChange={(event) => go({ tag: event.target.value })}
              />
            </Field>
          ) : null}
          {segments.length ? (
            <Field name="segment" label="Segment is">
              <Select
                value={view.segmentId ?? ''}
                placeholder="Any"
                options={segments.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(event) => go({ segmentId: event.target.value })}
              />
            </Field>
          ) : null}
        </div>
      </AddFilter>
    </FilterBar>
  );
}
