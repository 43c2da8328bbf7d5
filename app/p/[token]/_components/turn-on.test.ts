import { describe, expect, it } from 'vitest';
import { settled } from './turn-on';

const standing = (live: string[]) => ({
  ok: true as const,
  value: { scope: 's', key: 'k', live, isClosed: false, isAnew: false },
});
const refused = { ok: false as const, error: { code: 'conflict', message: 'Not you.', requestId: 'r' } };

async function after(answer: Parameters<typeof settled>[0], later: typeof answer, wasHere = false) {
  let wasGivenUp = false;
  const made = {
    ...{ name: 'mine', wasHere, ask: () => Promise.resolve(later) },
    giveUp: () => Promise.resolve((wasGivenUp = true)),
  };
  const { known, error } = await settled(answer, made);
  return { live: known?.live ?? null, error, wasGivenUp };
}

describe('a subscription of which the server was told', () => {
  it('stays when it was refused but was in the browser before, by which others of its people may get theirs', async () => {
    expect(await after(refused, null, true)).toEqual({ live: null, error: 'Not you.', wasGivenUp: false });
    expect(await after(refused, null)).toMatchObject({ wasGivenUp: true });
  });

  it('stays when the answer was lost and it was kept, or when that cannot be known', async () => {
    expect(await after(null, standing(['mine']))).toEqual({ live: ['mine'], error: null, wasGivenUp: false });
    expect(await after(null, null)).toMatchObject({ error: expect.any(String), wasGivenUp: false });
    expect(await after(null, standing([]))).toMatchObject({ error: expect.any(String), wasGivenUp: true });
  });
});
