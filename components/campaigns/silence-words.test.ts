import { expect, it } from 'vitest';
import { noAnswer } from './silence-words';

const silence = { since: '2026-11-20T09:00:00.000Z', waiting: 3, nextTryAt: null };
const rest = { state: 'silent' as const, answeredAt: null, campaigns: [] };

it('the servers that do not answer are named in one line; nothing is said while all do', () => {
  const [email, sms] = [
    { ...rest, channel: 'email' as const },
    { ...rest, channel: 'sms' as const },
  ];
  const told = (...silent: boolean[]) =>
    noAnswer([email, sms].map((each, i) => ({ ...each, silence: silent[i] ? silence : null })));
  expect(told(true, false)).toBe('No answer from the mail server');
  expect(told(true, true)).toBe('No answer from the mail server and the provider for SMS');
  expect(told(false, false)).toBeNull();
});
