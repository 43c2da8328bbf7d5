import { expect, it } from 'vitest';
import { mendWords, messagesWait, needWords, outgoingTrouble, putsOffWords, refusalWords } from './silence-words';

const silence = { since: '2026-11-20T09:00:00.000Z', waiting: 3, later: 0, nextTryAt: null };
const rest = { state: 'silent' as const, answeredAt: null, refusal: null, sandbox: null, campaigns: [] };
const refusal = { since: silence.since, words: '421 4.3.2 Not now', mend: null };
const signIn = { since: silence.since, words: '535 5.7.8 Bad credentials', mend: 'providers' as const };

it('the servers that do not answer are named in one line; nothing is said while all do', () => {
  const [email, sms] = [
    { ...rest, channel: 'email' as const },
    { ...rest, channel: 'sms' as const },
  ];
  const told = (...silent: boolean[]) =>
    outgoingTrouble([email, sms].map((each, i) => ({ ...each, silence: silent[i] ? silence : null })));
  expect(told(true, false)).toBe('No answer from the mail server');
  expect(told(true, true)).toBe('No answer from the mail server and the provider for SMS');
  expect(told(false, false)).toBeNull();
  expect(outgoingTrouble([{ ...email, silence: null, refusal }])).toBe('The mail server takes nothing');
  expect(
    outgoingTrouble([
      { ...email, silence, refusal },
      { ...sms, silence: null, refusal },
    ]),
  ).toBe('No answer from the mail server; the provider for SMS takes nothing');
  expect(
    outgoingTrouble([
      { ...email, silence: null, refusal: signIn },
      { ...sms, silence: null, refusal },
    ]),
  ).toBe('The mail server refuses our sign-in; the provider for SMS takes nothing');
});

it('of a server that takes nothing it is told since when, with its words as they end, and that nobody need do anything', () => {
  const { title, detail } = refusalWords('email', { ...refusal, words: '451 4.3.0 Try later.' }, 'UTC');
  expect(title).toBe('The mail server takes nothing since 20 Nov 2026, 09:00:00 UTC:');
  expect(detail).toBe('451 4.3.0 Try later. Its messages are tried again by themselves.');
  expect(refusalWords('sms', refusal, 'UTC')).toEqual({
    tone: 'warn',
    title: 'The provider for SMS takes nothing since 20 Nov 2026, 09:00:00 UTC:',
    detail: '421 4.3.2 Not now. Its messages are tried again by themselves.',
  });
  expect(refusalWords('email', { ...refusal, words: '' }, 'UTC')).toEqual({
    tone: 'warn',
    title: 'The mail server takes nothing since 20 Nov 2026, 09:00:00 UTC.',
    detail: 'Its messages are tried again by themselves.',
  });
});

it('of a server that refuses the credentials it is told who corrects them and where, and no end by itself', () => {
  expect(refusalWords('email', signIn, 'UTC')).toEqual({
    tone: 'bad',
    title: 'The mail server refuses our sign-in since 20 Nov 2026, 09:00:00 UTC:',
    detail: '535 5.7.8 Bad credentials.',
  });
  expect(refusalWords('sms', { ...signIn, words: '401 no' }, 'UTC')).toMatchObject({
    title: 'The provider for SMS refuses our sign-in since 20 Nov 2026, 09:00:00 UTC:',
  });
  expect(putsOffWords(signIn, 'UTC')).toBe(
    'Refuses our sign-in since 20 Nov 2026, 09:00:00 UTC: 535 5.7.8 Bad credentials.',
  );
  expect(mendWords('providers')).toBe('Correct the credentials in Settings → Providers.');
  expect(mendWords('installation')).toBe('Who runs this installation has to correct its credentials.');
});

it.each([
  [signIn, 'Correct the credentials in Settings → Providers. It said: 535 5.7.8 Bad credentials.'],
  [{ ...signIn, words: '' }, 'Correct the credentials in Settings → Providers.'],
  [refusal, 'It puts off all it is given: 421 4.3.2 Not now.'],
  [{ ...refusal, words: '' }, 'It puts off all it is given.'],
])('what a server that takes nothing needs of people is told in whole sentences', (of, words) => {
  expect(needWords(of)).toBe(words);
});

it.each([
  [1, 0, '1 message waits'],
  [3, 0, '3 messages wait'],
  [3, 1, '3 messages wait; 1 more has its turn later'],
  [12, 2400, '12 messages wait; 2,400 more have their turn later'],
  [10_000, 10_000, '10,000 or more messages wait; 10,000 or more have their turn later'],
])('%i that wait and %i whose time is still to come are told apart', (waiting, later, words) => {
  expect(messagesWait({ waiting, later })).toBe(words);
});

it.each([
  ['421 4.3.2 Not now', '421 4.3.2 Not now.'],
  ['451 Try again later. ', '451 Try again later.'],
  ['450 Who are you?', '450 Who are you?'],
])('what a server says as it puts off all, %j, ends as a sentence', (words, ends) => {
  expect(putsOffWords({ ...refusal, words }, 'UTC')).toBe(
    `Puts off all it is given since 20 Nov 2026, 09:00:00 UTC: ${ends}`,
  );
});
