import { describe, expect, it } from 'vitest';
import { keysetPager } from './keyset';

const paramsOf = (href: string | undefined) => Object.fromEntries(new URL(href ?? '', 'http://x').searchParams);

describe('the foot of a keyset list', () => {
  it('leads forward page by page and back over the same pages, keeping the filters', () => {
    const list = (nextCursor: string | null) => ({ shown: 50, nextCursor, total: 200 });
    const one = keysetPager('/a/contacts?q=x', {}, list('c2'));
    expect(one.previousHref).toBeUndefined();
    const two = keysetPager('/a/contacts?q=x', paramsOf(one.nextHref), list('c3'));
    const three = keysetPager('/a/contacts?q=x', paramsOf(two.nextHref), list(null));
    expect([one.first, two.first, three.first]).toEqual([1, 51, 101]);
    expect(three.nextHref).toBeUndefined();
    expect(paramsOf(three.previousHref)).toEqual({ q: 'x', cursor: 'c2', page: '2' });
    const back = keysetPager('/a/contacts?q=x', paramsOf(three.previousHref), list('c3'));
    expect(paramsOf(back.previousHref)).toEqual({ q: 'x' });
  });
});
