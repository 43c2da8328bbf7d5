import type { ReactNode } from 'react';

export type Description = { term: ReactNode; value: ReactNode; key?: string };

/** Name and value in two columns; an empty value is "–". */
export function DescriptionList({ items }: { items: readonly Description[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {items.map((item, index) => (
        <div key={item.key ?? index} className="contents">
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="min-w-0 break-words">
            {item.value === null || item.value === undefined || item.value === '' ? '–' : item.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
