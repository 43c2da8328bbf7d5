'use client';

import {
  attributeOf,
  consentChannelOf,
  consentLabels,
  keyOfTitle,
  speaksOf,
  targetLabels,
  type DraftColumn,
  type ImportColumn,
} from '@/components/contacts/import-draft';
import type { AttributeDef } from '@/components/contacts/contact-input';
import { Select } from '@/components/ui/select';
import { Input } from '@/components/ui/input';
import { Chip } from '@/components/ui/chip';
import { formatRate } from '@/components/ui/format';

type ColumnsStepProps = {
  columns: readonly ImportColumn[];
  draft: readonly DraftColumn[];
  definitions: readonly AttributeDef[];
  onChange: (index: number, part: Partial<DraftColumn>) => void;
};

const types = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
];
const orders = [
  { value: 'dmy', label: 'Day first' },
  { value: 'mdy', label: 'Month first' },
];
const decimals = [
  { value: '.', label: '1.5' },
  { value: ',', label: '1,5' },
];
const fresh = 'new';

/** Each column of the file: what is in it, and where it goes. */
export function ColumnsStep({ columns, draft, definitions, onChange }: ColumnsStepProps) {
  const others = new Set(draft.map(({ target }) => target));
  return (
    <ul className="divide-y divide-line">
      {columns.map((column, index) => {
        const chosen = draft[index];
        return chosen ? (
          <li key={column.index} className="grid gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0 sm:grid-cols-2">
            <ColumnFound column={column} />
            <ColumnTarget
              column={column}
              chosen={chosen}
              others={others}
              definitions={definitions}
              onChange={(part) => onChange(index, part)}
            />
          </li>
        ) : null;
      })}
    </ul>
  );
}

function ColumnFound({ column }: { column: ImportColumn }) {
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <span className="truncate">{column.title || `Column ${column.index + 1}`}</span>
        <Chip>{column.type}</Chip>
        {column.filled < 1 ? (
          <span className="text-xs font-normal text-ink-3">{formatRate(column.filled, 1)} filled</span>
        ) : null}
      </p>
      <p className="truncate text-xs text-ink-3" title={column.examples.join(' · ')}>
        {column.examples.join(' · ') || 'No value in the first rows'}
      </p>
    </div>
  );
}

/** What a column of consent does; or that a column which seems to be one is not read as such. */
function ConsentHelp({
  column,
  target,
  others,
}: {
  column: ImportColumn;
  target: string;
  others: ReadonlySet<string>;
}) {
  const channel = consentChannelOf(target);
  const titled = consentChannelOf(column.consent ?? '');
  const asked = titled !== null && (speaksOf(others, 'consent', titled) || speaksOf(others, 'optOut', titled));
  const isJoined = channel !== null && speaksOf(others, 'consent', channel);
  if (target === 'doNotContact')
    return (
      <p className="text-xs text-ink-3">
        Yes closes every channel, also to your answers, as “Do not contact” in a contact’s menu does. No and an empty
        cell say nothing: they agree to nothing, and open nothing that is closed.
      </p>
    );
  if (channel !== null)
    return (
      <p className="text-xs text-ink-3">
        {target === 'optOut.all' ? 'A yes refuses mailings on every channel. ' : ''}
        {target === 'consent.all' ? 'Said of email, and of every other channel that this file has consent for. ' : ''}
        {target.startsWith('consent.')
          ? 'Yes agrees and no refuses; an empty cell says nothing, and brings no consent.'
          : isJoined
            ? 'Yes refuses, whatever the column of who agreed says; no and an empty cell say nothing.'
            : 'Yes refuses and no agrees; an empty cell says nothing, and brings no consent.'}
      </p>
    );
  return column.consent && !asked ? (
    <p className="text-xs text-warn-text">
      The title seems to say who agreed, and its cells are not read for that. If they say so, choose “
      {consentLabels[column.consent]}”.
    </p>
  ) : null;
}

type TargetProps = {
  column: ImportColumn;
  chosen: DraftColumn;
  /** Where all columns of the file go. */
  others: ReadonlySet<string>;
  definitions: readonly AttributeDef[];
  onChange: (part: Partial<DraftColumn>) => void;
};

function ColumnTarget({ column, chosen, others, definitions, onChange }: TargetProps) {
  const name = column.title || `column ${column.index + 1}`;
  const key = attributeOf(chosen.target);
  const known = definitions.find((definition) => definition.key === key);
  const isFresh = key !== null && !known;
  const options = [
    { value: 'ignore', label: 'Ignore' },
    ...Object.entries({ ...targetLabels, ...consentLabels }).map(([value, label]) => ({ value, label })),
    ...definitions.map((definition) => ({
      value: `attributes.${definition.key}`,
      label: `Attribute: ${definition.label}`,
    })),
    { value: fresh, label: 'New attribute' },
  ];
  const pick = (value: string) => {
    const target = value === fresh ? `attributes.${keyOfTitle(column.title, column.index)}` : value;
    const type = definitions.find((definition) => `attributes.${definition.key}` === target)?.type;
    onChange({ target, ...(type ? { type } : {}) });
  };
  return (
    <div className="grid gap-2">
      <Select
        aria-label={`Where ${name} goes`}
        options={options}
        value={isFresh ? fresh : chosen.target}
        onChange={(event) => pick(event.target.value)}
      />
      <ConsentHelp column={column} target={chosen.target} others={others} />
      {isFresh ? (
        <Input
          aria-label={`Name of the new attribute for ${name}`}
          value={key}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ target: `attributes.${event.target.value}` })}
        />
      ) : null}
      {key === null ? null : (
        <div className="grid grid-cols-2 gap-2">
          {known ? (
            <p className="self-center text-xs text-ink-3">
              Holds {types.find((type) => type.value === known.type)?.label.toLowerCase()} values
            </p>
          ) : (
            <Select
              aria-label={`Type of ${name}`}
              options={types}
              value={chosen.type}
              onChange={(event) => onChange({ type: event.target.value as DraftColumn['type'] })}
            />
          )}
          {chosen.type === 'date' ? (
            <Select
              aria-label={`Order of dates in ${name}`}
              options={orders}
              value={chosen.dateOrder}
              onChange={(event) => onChange({ dateOrder: event.target.value as DraftColumn['dateOrder'] })}
            />
          ) : null}
          {chosen.type === 'number' ? (
            <Select
              aria-label={`Decimal mark in ${name}`}
              options={decimals}
              value={chosen.decimal}
              onChange={(event) => onChange({ decimal: event.target.value as DraftColumn['decimal'] })}
            />
          ) : null}
        </div>
      )}
    </div>
  );
}
