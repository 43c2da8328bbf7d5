import { describe, expect, it } from 'vitest';
import { inLine } from './in-line';

/** Work whose end the test decides. */
function piece() {
  let end: (value: number) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const done = new Promise<number>((resolve, reject) => ([end, fail] = [resolve, reject]));
  return { end, fail, work: () => done };
}

describe('work in line', () => {
  it('runs so many at a time, and its results are taken in the order in which they were added', async () => {
    const taken: number[] = [];
    const line = inLine<number>(2, async (n) => taken.push(n) > 0);
    const [first, second, third] = [piece(), piece(), piece()];
    let begun = 0;
    const add = (one: ReturnType<typeof piece>) => line.add(() => (begun++, one.work()));
    await add(first);
    await add(second);
    const adding = add(third);
    second.end(2);
    await new Promise((done) => setImmediate(done));
    expect([begun, taken]).toEqual([2, []]);
    first.end(1);
    await adding;
    third.end(3);
    expect(await line.end()).toBe(true);
    expect([begun, taken]).toEqual([3, [1, 2, 3]]);
  });

  it('takes and begins nothing more once a result says so', async () => {
    const taken: number[] = [];
    const line = inLine<number>(1, async (n) => (taken.push(n), n !== 1));
    await line.add(async () => 1);
    expect(await line.add(() => Promise.reject(new Error('begun')))).toBe(false);
    expect(await line.end()).toBe(true);
    expect(taken).toEqual([1]);
  });

  it('throws what failed, in its turn, and settles when the others ended too', async () => {
    const line = inLine<number>(2, async () => true);
    const [first, second] = [piece(), piece()];
    await line.add(first.work);
    await line.add(second.work);
    first.fail(new Error('broken'));
    await expect(line.end()).rejects.toThrow('broken');
    let isSettled = false;
    const settling = line.settled().then(() => (isSettled = true));
    await new Promise((done) => setImmediate(done));
    expect(isSettled).toBe(false);
    second.fail(new Error('broken too'));
    await settling;
  });
});
