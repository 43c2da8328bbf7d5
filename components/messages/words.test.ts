import { expect, it } from 'vitest';
import { waitingWords } from './words';

const at = '2026-11-20T10:00:00.000Z';
const counts = (source: 'inbox' | 'consent', failed: number, uncertain: number) => ({ source, failed, uncertain, at });

it('says how many messages outside campaigns wait, what they are and what became of them', () => {
  expect(waitingWords({ sources: [] })).toBeNull();
  expect(waitingWords({ sources: [counts('inbox', 1, 0)] })).toEqual({
    ...{ title: '1 message outside campaigns waits for a decision', detail: '1 answer failed.', at },
  });
  expect(waitingWords({ sources: [counts('consent', 1200, 0), counts('inbox', 2, 1)] })).toMatchObject({
    title: '1,203 messages outside campaigns wait for a decision',
    detail: '1,200 requests to confirm, 2 answers failed; 1 answer is uncertain.',
  });
  expect(waitingWords({ sources: [counts('inbox', 10_000, 0)] })?.title).toMatch(/^10,000 or more messages/);
});
