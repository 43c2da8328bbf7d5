'use client';

import { useMemo, useRef, useState } from 'react';
import { addNode, changeNode, draftOfRule, nodeAt, ruleOfDraft, type GroupDraft } from '@/components/segments/draft';
import { emptyValue, type FieldOption, type Named } from '@/components/segments/fields';
import type { RuleTools } from '@/components/segments/rule-group';
import { SegmentPreviewInput } from '@/lib/segments/schema';

type Known = {
  fields: readonly FieldOption[];
  segments: readonly Named[];
  topics: readonly Named[];
  tags: readonly string[];
};

/** What the verb's own schema says of the rule, by the node that it is about. */
function problemsOf(root: GroupDraft): Record<string, string> {
  const checked = SegmentPreviewInput.safeParse({ rule: ruleOfDraft(root) });
  if (checked.success) return {};
  return Object.fromEntries(checked.error.issues.map((issue) => [nodeAt(root, issue.path.slice(1)).id, issue.message]));
}

/** A rule being edited: its draft, what is wrong with it, and the ways to change it. */
export function useRule(start: Record<string, unknown>, known: Known) {
  const [root, setRoot] = useState(() => draftOfRule(start) as GroupDraft);
  const next = useRef(1);
  const problems = useMemo(() => problemsOf(root), [root]);
  const fresh = () => `n${next.current++}`;
  const tools: Omit<RuleTools, 'counts'> = {
    ...known,
    problems,
    change: (id, node) => setRoot((before) => changeNode(before, id, () => node)),
    setKind: (id, kind) =>
      setRoot((before) =>
        before.id === id ? { ...before, kind } : changeNode(before, id, (node) => ({ ...node, kind })),
      ),
    addRule: (groupId) =>
      setRoot((before) =>
        addNode(before, groupId, { id: fresh(), field: 'tags', op: 'has_any', value: emptyValue('texts') }),
      ),
    addGroup: (groupId) => setRoot((before) => addNode(before, groupId, { id: fresh(), kind: 'any', items: [] })),
  };
  const rule = useMemo(() => ruleOfDraft(root), [root]);
  return { root, rule, tools, isValid: Object.keys(problems).length === 0 };
}
