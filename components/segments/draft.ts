import type { Op } from '@/lib/segments/vocabulary';

export const groupKinds = ['all', 'any', 'none'] as const;
export type GroupKind = (typeof groupKinds)[number];

/** A rule while it is edited: every node has an id that stays when others come and go. */
export type LeafDraft = { id: string; field: string; op: Op; value: unknown };
export type GroupDraft = { id: string; kind: GroupKind; items: NodeDraft[] };
export type NodeDraft = LeafDraft | GroupDraft;

export const isGroup = (node: NodeDraft): node is GroupDraft => 'items' in node;

/** The stored rule as a draft; ids are the node's place. */
export function draftOfRule(rule: Record<string, unknown>, id = 'r'): NodeDraft {
  const kind = groupKinds.find((word) => word in rule);
  if (!kind) return { id, field: String(rule['field']), op: rule['op'] as Op, value: rule['value'] };
  const items = (rule[kind] as Record<string, unknown>[]).map((item, index) => draftOfRule(item, `${id}.${index}`));
  return { id, kind, items };
}

export function ruleOfDraft(node: NodeDraft): Record<string, unknown> {
  if (isGroup(node)) return { [node.kind]: node.items.map(ruleOfDraft) };
  return { field: node.field, op: node.op, ...(node.value === undefined ? {} : { value: node.value }) };
}

/** Whether two rules ask the same; the database gives the keys of a clause in an order of its own. */
export const isSameRule = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
  JSON.stringify(ruleOfDraft(draftOfRule(a))) === JSON.stringify(ruleOfDraft(draftOfRule(b)));

/** The tree with one node replaced, or taken out when `change` gives null. */
export function changeNode<N extends NodeDraft>(node: N, id: string, change: (node: NodeDraft) => NodeDraft | null): N {
  if (!isGroup(node)) return node;
  const items = node.items.flatMap((item) => {
    if (item.id !== id) return [changeNode(item, id, change)];
    const next = change(item);
    return next ? [next] : [];
  });
  return { ...node, items };
}

/** The tree with one more node at the end of a group. */
export function addNode(root: GroupDraft, groupId: string, node: NodeDraft): GroupDraft {
  const add = (group: GroupDraft): GroupDraft => ({ ...group, items: [...group.items, node] });
  if (root.id === groupId) return add(root);
  return changeNode(root, groupId, (found) => (isGroup(found) ? add(found) : found));
}

export const depthOf = (node: NodeDraft): number => (isGroup(node) ? 1 + Math.max(0, ...node.items.map(depthOf)) : 0);
export const leavesIn = (node: NodeDraft): number =>
  isGroup(node) ? node.items.reduce((sum, item) => sum + leavesIn(item), 0) : 1;

/** A number for each part of a rule, by its place in it, as numbers by the ids of the nodes. */
export function byNode(root: GroupDraft, byPath: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(byPath).map(([path, n]) => [
      nodeAt(
        root,
        path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
      ).id,
      n,
    ]),
  );
}

/** The node at a path of the rule such as `all.0.any.1`, as the server names it in an error. */
export function nodeAt(root: GroupDraft, path: readonly PropertyKey[]): NodeDraft {
  let node: NodeDraft = root;
  for (const step of path) {
    if (typeof step === 'number' && isGroup(node)) node = node.items[step] ?? node;
  }
  return node;
}
