import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock';
import { cacheContract } from './contract';
import { memoryCache } from './memory';

describe('the cache in memory', () => {
  const cache = memoryCache(systemClock);
  cacheContract(() => cache);

  it('holds so many entries and no more, and lets go of what was used longest ago', async () => {
    const small = memoryCache(systemClock, 3);
    for (const key of ['a', 'b', 'c']) await small.set(key, key, 60);
    await small.get('a');
    await small.set('d', 'd', 60);
    expect([await small.get('a'), await small.get('b'), await small.get('c'), await small.get('d')]).toEqual([
      'a',
      null,
      'c',
      'd',
    ]);
  });
});
