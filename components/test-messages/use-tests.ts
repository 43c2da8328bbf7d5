import { useCallback, useState, useTransition } from 'react';
import type { SentTests, TestMessages } from '@/lib/test-messages/schema';
import type { ActionError, ActionResult } from '../form/result';

/** What is asked of the server for one test. */
export interface TestInput {
  to: string[];
  contactId?: string;
  variant?: number;
}

export interface TestActions {
  read: () => Promise<ActionResult<TestMessages>>;
  send: (input: TestInput) => Promise<ActionResult<SentTests>>;
}

const silent: ActionError = {
  code: 'unavailable',
  message: 'The server did not answer. Close this and open it again: it shows what was sent.',
};

/** The last tests and who can get one, what came of the one just sent, and sending. */
export function useTests({ read, send }: TestActions) {
  const [known, setKnown] = useState<TestMessages | null>(null);
  const [sent, setSent] = useState<SentTests['items'] | null>(null);
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, start] = useTransition();
  const look = useCallback(async () => {
    const result = await read();
    if (result.ok) setKnown(result.value);
    else setError(result.error);
  }, [read]);
  const open = () => {
    setSent(null);
    setError(null);
    look().catch(() => setError(silent));
  };
  const go = (input: TestInput) =>
    start(async () => {
      setSent(null);
      setError(null);
      try {
        const result = await send(input);
        if (result.ok) setSent(result.value.items);
        else setError(result.error);
        await look();
      } catch {
        setError(silent);
      }
    });
  return { known, sent, error, busy, open, go };
}
