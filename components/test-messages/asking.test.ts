import { expect, it } from 'vitest';
import type { ActionResult } from '../form/result';
import { readTests, sendTest } from './asking';

const lost = () => Promise.reject(new TypeError('Failed to fetch'));
const refused = (code: string) => (): Promise<ActionResult<never>> =>
  Promise.resolve({ ok: false, error: { code, message: 'You can send 30 test messages an hour.' } });

it('says “Not sent” only where the sending itself was refused, with the reason', async () => {
  for (const code of ['conflict', 'invalid', 'not_found', 'forbidden', 'unauthenticated', 'rate_limited'])
    expect(await sendTest(refused(code))).toEqual({
      sent: null,
      failure: { isUnsent: true, title: 'Not sent.', message: 'You can send 30 test messages an hour.' },
    });
});

it('says that it may have been sent where the connection ended, or the server failed on the way', async () => {
  const unknown = {
    isUnsent: false,
    title: 'No answer came: it may have been sent.',
    message: 'Look into the mailbox before you send it again.',
  };
  for (const send of [lost, refused('internal'), refused('unavailable')])
    expect(await sendTest(send)).toEqual({ sent: null, failure: unknown });
});

it('keeps what was sent apart from what could not be read', async () => {
  expect(await sendTest(() => Promise.resolve({ ok: true, value: { items: [] } }))).toEqual({
    sent: [],
    failure: null,
  });
  expect(await readTests(refused('forbidden'))).toEqual({ unread: 'You can send 30 test messages an hour.' });
  expect(await readTests(lost)).toEqual({ unread: 'The server did not answer. Close this and open it again.' });
});
