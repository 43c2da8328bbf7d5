import { describe, expect, it } from 'vitest';
import { choiceOf } from './choice';

const form = (...entries: [string, string][]) => {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
};

describe('a saved preference page', () => {
  it('says nothing of what stayed as it was shown, ticked or not', () => {
    const same = form(
      ['was', 'marketing'],
      ['marketing', 'on'],
      ['shown', 'a'],
      ['shown', 'b'],
      ['was', 'a'],
      ['topic-a', 'on'],
    );
    expect(choiceOf(same)).toEqual({ purposes: {}, topics: {} });
    expect(choiceOf(form())).toEqual({ purposes: {}, topics: {} });
  });

  it('says what was ticked and what was taken back', () => {
    const changed = form(['was', 'service'], ['shown', 'a'], ['shown', 'b'], ['was', 'a'], ['topic-b', 'on']);
    expect(choiceOf(changed)).toEqual({ purposes: { service: false }, topics: { a: false, b: true } });
  });

  it('names every topic when mailings as a whole changed, so that one can be kept alone', () => {
    const kept = form(
      ['was', 'marketing'],
      ['shown', 'a'],
      ['was', 'a'],
      ['shown', 'b'],
      ['was', 'b'],
      ['topic-a', 'on'],
    );
    expect(choiceOf(kept)).toEqual({ purposes: { marketing: false }, topics: { a: true, b: false } });
  });
});
