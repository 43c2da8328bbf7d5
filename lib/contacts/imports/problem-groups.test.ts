import { describe, expect, it } from 'vitest';
import type { RowProblem } from '../import/row';
import { groupProblems } from './problem-groups';

const problem = (line: number, part: Partial<RowProblem>): RowProblem => ({
  ...{ line, column: 'Email', value: `v${line}`, message: 'no @', severity: 'error', ...part },
});

describe('the problems of a try', () => {
  it('are told once for all rows that have the same one, with how many and the first rows and values', () => {
    const rows = Array.from({ length: 2000 }, (_, n) => problem(n + 2, { value: n < 2 ? 'x' : `v${n}` }));
    const [group, ...more] = groupProblems(rows);
    expect(more).toEqual([]);
    expect(group).toMatchObject({ column: 'Email', message: 'no @', count: 2000, values: ['x', 'v2', 'v3'] });
    expect(group?.lines).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it('that differ by the line they name alone are one, and one alone keeps its line', () => {
    const same = (line: number, first: number) =>
      problem(line, {
        severity: 'warning',
        column: '',
        message: `the same email as line ${first}; the first one counts`,
      });
    expect(groupProblems([same(7, 2)])).toMatchObject([{ message: 'the same email as line 2; the first one counts' }]);
    expect(groupProblems([same(7, 2), same(8, 3)])).toMatchObject([
      { count: 2, lines: [7, 8], message: 'the same email as an earlier line; the first one counts' },
    ]);
  });

  it('come with what fails rows first, then the most frequent', () => {
    const told = groupProblems([
      problem(2, { severity: 'warning', message: 'rare' }),
      ...[3, 4].map((line) => problem(line, { severity: 'warning', message: 'frequent' })),
      problem(5, { message: 'fails' }),
      problem(6, { message: 'fails', column: 'Phone' }),
    ]);
    expect(told.map(({ message, column }) => `${message} ${column}`)).toEqual([
      ...['fails Email', 'fails Phone', 'frequent Email', 'rare Email'],
    ]);
  });
});
