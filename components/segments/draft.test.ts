import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNode, changeNode, draftOfRule, isSameRule, leavesIn, nodeAt, ruleOfDraft, type GroupDraft } from './draft';

const leaf = fc.record({
  field: fc.constantFrom('email', 'tags', 'attributes.city'),
  op: fc.constantFrom('is', 'is_set'),
  value: fc.string(),
});
const { group } = fc.letrec<{ group: Record<string, unknown>; node: Record<string, unknown> }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, tie('group')) as fc.Arbitrary<Record<string, unknown>>,
  group: fc
    .tuple(fc.constantFrom('all', 'any', 'none'), fc.array(tie('node'), { maxLength: 4 }))
    .map(([kind, items]) => ({ [kind]: items })),
}));

describe('the draft of a rule', () => {
  it('gives back the rule that it was made from', () => {
    fc.assert(
      fc.property(group, (rule) => {
        expect(ruleOfDraft(draftOfRule(rule))).toEqual(rule);
      }),
    );
  });

  it('is unchanged whatever the order in which a clause came, and changed by each part of one', () => {
    const value = ['a', 'b'];
    const stored = { all: [{ op: 'in', field: 'country', value }] };
    expect(isSameRule({ all: [{ field: 'country', op: 'in', value }] }, stored)).toBe(true);
    for (const other of [{ field: 'email' }, { op: 'not_in' }, { value: ['b', 'a'] }, { value: undefined }])
      expect(isSameRule({ all: [{ field: 'country', op: 'in', value, ...other }] }, stored)).toBe(false);
    expect(isSameRule({ any: stored.all }, stored)).toBe(false);
  });

  it('changes and removes exactly the node that is meant, at any depth', () => {
    const root = draftOfRule({
      all: [
        { field: 'email', op: 'is_set' },
        {
          any: [
            { field: 'tags', op: 'has_any', value: ['a'] },
            { field: 'country', op: 'is', value: 'GB' },
          ],
        },
      ],
    }) as GroupDraft;
    const removed = changeNode(root, 'r.1.0', () => null);
    expect(ruleOfDraft(removed)).toEqual({
      all: [{ field: 'email', op: 'is_set' }, { any: [{ field: 'country', op: 'is', value: 'GB' }] }],
    });
    const added = addNode(removed, 'r.1', { id: 'x', field: 'phone', op: 'is_set', value: undefined });
    expect(leavesIn(added)).toBe(3);
    expect(nodeAt(added, ['all', 1, 'any', 1]).id).toBe('x');
  });
});
