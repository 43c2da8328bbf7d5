import { useState, useTransition } from 'react';
import type { SentTests, TestMessages } from '@/lib/test-messages/schema';
import type { ActionResult } from '../form/result';
import { readTests, sendTest, type Told } from './asking';

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

const nothing: Told = { sent: null, failure: null };

/** The last tests and who can get one, what came of the one just sent, and sending. */
export function useTests({ read, send }: TestActions) {
  const [known, setKnown] = useState<TestMessages | null>(null);
  const [unread, setUnread] = useState<string | null>(null);
  const [told, setTold] = useState(nothing);
  const [busy, start] = useTransition();
  const look = async () => {
    const found = await readTests(read);
    if ('known' in found) setKnown(found.known);
    setUnread('unread' in found ? found.unread : null);
  };
  const open = () => {
    setTold(nothing);
    setUnread(null);
    void look();
  };
  const go = (input: TestInput) =>
    start(async () => {
      setTold(nothing);
      setTold(await sendTest(() => send(input)));
      void look();
    });
  return { known, unread, ...told, busy, open, go };
}
