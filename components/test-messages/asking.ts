import type { SentTests, TestMessages } from '@/lib/test-messages/schema';
import type { ActionResult } from '../form/result';

/** What sending ended in: the tests as they stand, or why there are none to tell of. */
export interface Told {
  sent: SentTests['items'] | null;
  failure: Failure | null;
}

interface Failure {
  /** False: nobody knows whether it went out. */
  isUnsent: boolean;
  title: string;
  message: string;
}

const unknown: Failure = {
  isUnsent: false,
  title: 'No answer came: it may have been sent.',
  message: 'Look into the mailbox before you send it again.',
};
// A fault can come after the message left.
const faults = ['internal', 'unavailable'];

/** Sends tests. Never rejects. */
export async function sendTest(send: () => Promise<ActionResult<SentTests>>): Promise<Told> {
  try {
    const result = await send();
    if (result.ok) return { sent: result.value.items, failure: null };
    const { code, message } = result.error;
    return { sent: null, failure: faults.includes(code) ? unknown : { isUnsent: true, title: 'Not sent.', message } };
  } catch {
    return { sent: null, failure: unknown };
  }
}

/** Reads the last tests and who can get one, or tells why that failed. Never rejects. */
export async function readTests(
  read: () => Promise<ActionResult<TestMessages>>,
): Promise<{ known: TestMessages } | { unread: string }> {
  try {
    const result = await read();
    return result.ok ? { known: result.value } : { unread: result.error.message };
  } catch {
    return { unread: 'The server did not answer. Close this and open it again.' };
  }
}
