import { expect, it } from 'vitest';
import { inParts, type Done, type Sweep } from './in-parts';

const part = (done: number, out: number, left: number, cursor?: string): Done => ({
  ok: true,
  value: {
    ...{ done, skipped: out > 0 ? [{ reason: 'no_consent', people: out }] : [], unable: 0, left },
    next: cursor ? { cursor } : null,
  },
});

async function run(answers: readonly Done[], stopAfter = Infinity) {
  const asked: (string | undefined)[] = [];
  const told: Sweep[] = [];
  const all = await inParts(
    async ({ cursor }) => {
      asked.push(cursor);
      return answers[asked.length - 1]!;
    },
    (sweep) => told.push(sweep),
    () => asked.length >= stopAfter,
  );
  return { all, asked, told };
}

it('goes on behind a part in which all were left out, until none is left', async () => {
  const { all, asked, told } = await run([part(0, 20_000, 5, 'a'), part(0, 4, 1, 'b'), part(1, 0, 0)]);
  expect(asked).toEqual([undefined, 'a', 'b']);
  expect(all).toEqual({
    decided: { done: 1, skipped: [{ reason: 'no_consent', people: 20_004 }], unable: 0 },
    ...{ left: 0, error: null },
  });
  expect(told.map((sweep) => [sweep.asked, sweep.total])).toEqual([
    [20_000, 20_005],
    [20_004, 20_005],
    [20_005, 20_005],
  ]);
});

it('ends when it is stopped, and with what a call was refused for, and tells what was decided before', async () => {
  expect((await run([part(2, 0, 5, 'a'), part(5, 0, 0)], 1)).asked).toEqual([undefined]);
  const { all } = await run([part(2, 0, 5, 'a'), { ok: false, error: { message: 'No.' } }]);
  expect(all).toMatchObject({ decided: { done: 2 }, left: 5, error: 'No.' });
});

it('asks about nobody twice who failed again meanwhile', async () => {
  const { asked } = await run([part(2, 0, 2, 'a'), part(2, 0, 4, 'b'), part(2, 0, 4, 'c')]);
  expect(asked).toEqual([undefined, 'a']);
});
