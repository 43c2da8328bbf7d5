import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { CachePort } from './port';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The guarantees that every cache gives; its clock must be real. */
export function cacheContract(cache: () => CachePort): void {
  it('gives back what was put in, as a copy', async () => {
    const key = `test:${randomUUID()}`;
    const value = { name: 'Ünï', list: [1, null, true] };
    await cache().set(key, value, 60);
    value.name = 'changed later';
    expect(await cache().get(key)).toEqual({ name: 'Ünï', list: [1, null, true] });
    expect(await cache().get(`test:${randomUUID()}`)).toBeNull();
  });

  it('forgets after the time that was said, counted from the last set', async () => {
    const key = `test:${randomUUID()}`;
    await cache().set(key, 1, 60);
    await cache().set(key, 2, 0.05);
    expect(await cache().get(key)).toBe(2);
    await pause(80);
    expect(await cache().get(key)).toBeNull();
  });

  it('deletes the keys that it is told, and only those', async () => {
    const [a, b, c] = [`test:${randomUUID()}`, `test:${randomUUID()}`, `test:${randomUUID()}`];
    for (const key of [a, b, c]) await cache().set(key, key, 60);
    await cache().del(a, b);
    await cache().del();
    expect([await cache().get(a), await cache().get(b), await cache().get(c)]).toEqual([null, null, c]);
  });
}
