import { describe, expect, it } from 'vitest';
import { readBody } from './read-body';

const streamed = (pieces: number, size: number, headers: Record<string, string> = {}) => {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulled++ >= pieces) controller.close();
      else controller.enqueue(new Uint8Array(size).fill(97));
    },
  });
  const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
  return { request: new Request('http://localhost/', init), pulled: () => pulled };
};

describe('readBody', () => {
  it('gives all of a body that fits, and an empty one where there is none', async () => {
    expect((await readBody(streamed(3, 10).request, 30, 'no')).toString()).toBe('a'.repeat(30));
    expect((await readBody(new Request('http://localhost/'), 30, 'no')).length).toBe(0);
  });

  it('stops reading at the bound without being told a length', async () => {
    const { request, pulled } = streamed(1_000_000, 1000);
    await expect(readBody(request, 5000, 'Too long.')).rejects.toMatchObject({
      code: 'too_large',
      message: 'Too long.',
    });
    expect(pulled()).toBeLessThan(20);
  });

  it('reads nothing when the length is told and too large', async () => {
    const { request, pulled } = streamed(10, 1000, { 'content-length': '10000' });
    await expect(readBody(request, 5000, 'Too long.')).rejects.toMatchObject({ code: 'too_large' });
    expect(pulled()).toBeLessThan(3);
  });
});
