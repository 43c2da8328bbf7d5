import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead';

describe('reading ahead', () => {
  const source = async function* (log: string[], fault?: number) {
    try {
      for (let n = 1; n <= 3; n++) {
        if (n === fault) throw new Error(`no ${n}`);
        log.push(`fetch ${n}`);
        yield n;
      }
    } finally {
      log.push('closed');
    }
  };
  const turn = () => new Promise((done) => setImmediate(done));

  it('gives all in order, and has fetched one more by the time each is worked on', async () => {
    const log: string[] = [];
    for await (const n of readAhead(source(log))) {
      await turn();
      log.push(`use ${n}`);
    }
    expect(log).toEqual(['fetch 1', 'fetch 2', 'use 1', 'fetch 3', 'use 2', 'closed', 'use 3']);
  });

  it('closes the source when the consumer leaves, and passes on what fetching throws after what came before it', async () => {
    const left: string[] = [];
    for await (const n of readAhead(source(left))) if (n === 1) break;
    expect(left.at(-1)).toBe('closed');
    const used: number[] = [];
    const failing = async () => {
      for await (const n of readAhead(source([], 3))) used.push(n);
    };
    await expect(failing()).rejects.toThrow('no 3');
    expect(used).toEqual([1, 2]);
  });
});
