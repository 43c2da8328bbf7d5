import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns';

const take = <T>(turns: Turns<T>, count: number, may: (tenant: string) => boolean = () => true): T[] => {
  const taken: T[] = [];
  for (let next = count > 0 && turns.next(may); next; next = taken.length < count && turns.next(may))
    taken.push(next[1]);
  return taken;
};

describe('turns between tenants', () => {
  it('a tenant of ten is through after ten rounds, however many another one has waiting', () => {
    const turns = new Turns<string>();
    turns.add(
      'large',
      Array.from({ length: 5000 }, (_, i) => `large ${i}`),
    );
    turns.add(
      'small',
      Array.from({ length: 10 }, (_, i) => `small ${i}`),
    );
    const taken = take(turns, 21);
    expect(taken.filter((item) => item.startsWith('small'))).toHaveLength(10);
    expect(turns.of('small')).toBe(0);
  });

  it('passes over who may not go, asks for each item, and ends when nobody may', () => {
    const turns = new Turns<string>();
    for (const tenant of ['hangs', 'b', 'c'])
      turns.add(
        tenant,
        [1, 2, 3, 4].map((n) => `${tenant}${n}`),
      );
    let left = 3;
    const may = (tenant: string) => tenant === 'c' || (tenant === 'b' && left-- > 0);
    expect(take(turns, 20, may)).toEqual(['b1', 'c1', 'b2', 'c2', 'b3', 'c3', 'c4']);
    expect(take(turns, 20, () => false)).toEqual([]);
    expect([turns.of('hangs'), turns.of('b'), turns.of('c'), turns.size]).toEqual([4, 1, 0, 5]);
    expect(take(turns, 20)).toHaveLength(5);
    turns.add('alone', ['1', '2', '3', '4']);
    left = 2;
    expect(take(turns, 20, () => left-- > 0)).toEqual(['1', '2']);
    expect(turns.of('alone')).toBe(2);
  });

  it('tells once that fewer than so many of a tenant are left, for each tenant and again after more came', () => {
    const heard: number[] = [];
    const turns: Turns<number> = new Turns<number>(3, () => heard.push(turns.size));
    turns.add('a', [1, 2, 3, 4, 5]);
    take(turns, 2);
    expect(heard).toEqual([]);
    take(turns, 1);
    expect(heard).toEqual([2]);
    turns.add('a', [6, 7]);
    turns.add('b', [1, 2, 3]);
    take(turns, 5);
    expect(heard).toEqual([2, 5, 4]);
    take(turns, 2);
    expect(heard).toEqual([2, 5, 4]);
  });

  it('loses none, doubles none, keeps each tenant’s order, and lets nobody be two ahead while others wait', () => {
    const step = fc.oneof(
      fc.record({ add: fc.constantFrom('a', 'b', 'c'), count: fc.integer({ min: 0, max: 7 }) }),
      fc.record({ take: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ remove: fc.constantFrom('a', 'b', 'c') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const turns = new Turns<{ tenant: string; n: number }>();
        const model = new Map<string, number[]>([
          ['a', []],
          ['b', []],
          ['c', []],
        ]);
        let n = 0;
        for (const action of steps) {
          if ('add' in action) {
            const items = Array.from({ length: action.count }, () => ({ tenant: action.add, n: n++ }));
            turns.add(action.add, items);
            model.get(action.add)?.push(...items.map((item) => item.n));
          } else if ('remove' in action) {
            const gone = turns.remove((item) => item.tenant === action.remove).map((item) => item.n);
            expect(gone).toEqual(model.get(action.remove)?.splice(0));
          } else {
            const before = new Map([...model].map(([tenant, items]) => [tenant, items.length]));
            const taken = take(turns, action.take);
            const got = new Map<string, number>();
            for (const item of taken) {
              expect(model.get(item.tenant)?.shift()).toBe(item.n);
              got.set(item.tenant, (got.get(item.tenant) ?? 0) + 1);
            }
            const total = [...before.values()].reduce((sum, count) => sum + count, 0);
            expect(taken).toHaveLength(Math.min(action.take, total));
            for (const [tenant, left] of model)
              if (left.length > 0)
                for (const count of got.values()) expect(count - (got.get(tenant) ?? 0)).toBeLessThanOrEqual(1);
          }
          expect(turns.size).toBe([...model.values()].reduce((sum, items) => sum + items.length, 0));
          for (const [tenant, items] of model) expect(turns.of(tenant)).toBe(items.length);
        }
      }),
    );
  });
});
