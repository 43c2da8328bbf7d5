'use client';

import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { isGroup, type GroupDraft, type GroupKind, type NodeDraft } from './draft';
import type { FieldOption, Named } from './fields';
import { PartCount } from './part-count';
import { RuleRow } from './rule-row';

/** What every group of a rule knows and can do. */
export type RuleTools = {
  fields: readonly FieldOption[];
  segments: readonly Named[];
  topics: readonly Named[];
  tags: readonly string[];
  /** What is wrong, by the id of the node. */
  problems: Record<string, string>;
  /** How many people each node finds by itself, by its id; empty until they are counted. */
  counts: { everybody: number; byNode: Record<string, number> };
  change: (id: string, node: NodeDraft | null) => void;
  setKind: (id: string, kind: GroupKind) => void;
  addRule: (groupId: string) => void;
  addGroup: (groupId: string) => void;
};
type RuleGroupProps = { group: GroupDraft; tools: RuleTools; depth?: number };

const kinds = [
  { value: 'all', label: 'All of' },
  { value: 'any', label: 'Any of' },
  { value: 'none', label: 'None of' },
];
const joints: Record<GroupKind, string> = { all: 'and', any: 'or', none: 'nor' };
const deepest = 5;

/** A group of rules and groups, of which all, any or none must be true. */
export function RuleGroup({ group, tools, depth = 1 }: RuleGroupProps) {
  const words = kinds.find((kind) => kind.value === group.kind)?.label ?? '';
  return (
    <section
      aria-label={`${words} these`}
      className={cn('min-w-0 rounded-md border border-line bg-surface', depth > 1 && 'bg-canvas')}
    >
      <header className="flex items-center gap-2 border-b border-line px-3 py-2">
        <Select
          compact
          aria-label="How the rules of this group combine"
          value={group.kind}
          options={kinds}
          className="w-24"
          onChange={(event) => tools.setKind(group.id, event.target.value as GroupKind)}
        />
        <span className="flex-1 text-ink-2">{group.kind === 'none' ? 'these is true' : 'these are true'}</span>
        {depth > 1 ? <PartCount count={tools.counts.byNode[group.id]} everybody={tools.counts.everybody} /> : null}
        {depth > 1 ? (
          <IconButton icon="trash-2" label="Remove this group" onClick={() => tools.change(group.id, null)} />
        ) : null}
      </header>
      <ul className="grid gap-3 p-3">
        {group.items.map((item, index) => {
          const joint = index === 0 ? (group.kind === 'none' ? 'not' : '') : joints[group.kind];
          if (!isGroup(item)) {
            return (
              <RuleRow
                key={item.id}
                leaf={item}
                joint={joint}
                fields={tools.fields}
                segments={tools.segments}
                topics={tools.topics}
                tags={tools.tags}
                problem={tools.problems[item.id]}
                count={<PartCount count={tools.counts.byNode[item.id]} everybody={tools.counts.everybody} />}
                onChange={(leaf) => tools.change(item.id, leaf)}
                onRemove={() => tools.change(item.id, null)}
              />
            );
          }
          return (
            <li key={item.id}>
              {joint ? <p className="mb-1.5 pl-1 text-ink-3">{joint}</p> : null}
              <RuleGroup group={item} tools={tools} depth={depth + 1} />
            </li>
          );
        })}
        {group.items.length === 0 ? (
          <li className="text-ink-3">
            {group.kind === 'any' ? 'No rule yet: nobody is in.' : 'No rule yet: everybody is in.'}
          </li>
        ) : null}
      </ul>
      <div className="flex gap-1 px-3 pb-3">
        <Button size="sm" variant="ghost" icon="plus" onClick={() => tools.addRule(group.id)}>
          Rule
        </Button>
        {depth < deepest ? (
          <Button size="sm" variant="ghost" icon="plus" onClick={() => tools.addGroup(group.id)}>
            Group
          </Button>
        ) : null}
      </div>
    </section>
  );
}
