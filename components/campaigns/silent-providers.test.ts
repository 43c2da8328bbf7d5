import { expect, it } from 'vitest';
import { silentProviders } from './silent-providers';

const silence = { since: '2026-11-20T09:00:00.000Z', waiting: 3, later: 0, nextTryAt: null };
const provider = (id: string, more: Partial<Parameters<typeof silentProviders>[0][number]> = {}) => ({
  ...{ id, channel: 'email' as const, enabled: true, state: 'ok' as const, lastOkAt: '2026-11-20T08:00:00.000Z' },
  ...more,
});
const silent = (...providers: ReturnType<typeof provider>[]) =>
  Object.keys(
    silentProviders(providers, [
      { channel: 'email', silence },
      { channel: 'sms', silence: null },
    ]),
  );

it('a silent server is told at the provider that is asked first, and at those that failed behind it', () => {
  expect(silent(provider('a'), provider('b'), provider('c', { state: 'failing' }))).toEqual(['a', 'c']);
  expect(silent(provider('a', { state: 'untried', lastOkAt: null }))).toEqual(['a']);
  expect(silent(provider('off', { enabled: false }), provider('b'))).toEqual(['b']);
});

it('it is not told at one that has taken a message since, nor at those of a channel that answers', () => {
  expect(silent(provider('a', { lastOkAt: '2026-11-20T09:30:00.000Z' }), provider('b'))).toEqual([]);
  expect(silent(provider('a', { channel: 'sms' }))).toEqual([]);
});
