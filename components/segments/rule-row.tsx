'use client';

import type { ReactNode } from 'react';
import { Combobox } from '@/components/ui/combobox';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { opLabel, opLabels, type Op } from '@/lib/segments/vocabulary';
import type { LeafDraft } from './draft';
import { capitalsCount, emptyValue, opsFor, optionOf, valueKind, type FieldOption, type Named } from './fields';
import { ValueEditor } from './value-editor';

type RuleRowProps = {
  leaf: LeafDraft;
  /** "and", "or", "nor" before it; empty for the first. */
  joint: string;
  fields: readonly FieldOption[];
  segments: readonly Named[];
  topics: readonly Named[];
  tags: readonly string[];
  problem: string | undefined;
  count: ReactNode;
  onChange: (leaf: LeafDraft) => void;
  onRemove: () => void;
};

/** One clause: field, operator, value. */
export function RuleRow({
  leaf,
  joint,
  fields,
  segments,
  topics,
  tags,
  problem,
  count,
  onChange,
  onRemove,
}: RuleRowProps) {
  const option = optionOf(fields, leaf.field);
  const ops = opsFor(option);
  const kind = valueKind(option, leaf.op);
  const setField = (field: string | null) => {
    if (!field || field === leaf.field) return;
    const next = optionOf(fields, field);
    const op = opsFor(next)[0] ?? 'is';
    onChange({ ...leaf, field, op, value: emptyValue(valueKind(next, op)) });
  };
  const setOp = (op: Op) => {
    const next = valueKind(option, op);
    onChange({ ...leaf, op, value: next === kind ? leaf.value : emptyValue(next) });
  };
  return (
    <li>
      <div className="grid grid-cols-[2.25rem_minmax(0,1fr)_auto] items-start gap-2">
        <span className="pt-1.5 text-right text-ink-3">{joint}</span>
        <div
          role="group"
          aria-label={`Rule: ${option.label}`}
          className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,11rem)_minmax(0,1.2fr)]"
        >
          <Combobox
            label="Field"
            value={leaf.field}
            options={fields.some((field) => field.value === leaf.field) ? fields : [option, ...fields]}
            onChange={setField}
          />
          <Select
            aria-label={`${option.label}: operator`}
            value={leaf.op}
            options={ops.map((op) => ({ value: op, label: opLabel(option.type, op) }))}
            onChange={(event) => setOp(event.target.value as Op)}
          />
          <ValueEditor
            key={`${leaf.field}-${kind}`}
            kind={kind}
            option={option}
            value={leaf.value}
            segments={segments}
            topics={topics}
            tags={tags}
            invalid={Boolean(problem)}
            onChange={(value) => onChange({ ...leaf, value })}
          />
        </div>
        <span className="flex items-center gap-2">
          <span className="max-sm:hidden">{count}</span>
          <IconButton icon="trash-2" label={`Remove the rule ${option.label}`} onClick={onRemove} />
        </span>
      </div>
      <p className="mt-1 pl-11 sm:hidden">{count}</p>
      {capitalsCount(option, leaf.op) ? (
        <p className="mt-1 pl-11 text-xs text-ink-3">Capitals count here, other than with “{opLabels.contains}”.</p>
      ) : null}
      {problem ? (
        <p className="mt-1 flex items-center gap-1.5 pl-11 text-xs text-bad-text">
          <Icon name="circle-alert" size={14} />
          {option.label} {problem}
        </p>
      ) : null}
    </li>
  );
}
