'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { announce, toast } from '@/components/ui/toast-store';
import { useHotkey } from '@/components/ui/use-hotkey';
import type { ThreadStatus } from '@/lib/inbox/vocabulary';
import { closeThreadAction, readThreadAction, reopenThreadAction } from '../actions';

type ThreadActionsProps = { tenant: string; id: string; status: ThreadStatus; unread: number; who: string };

/** Close and reopen, by their icons on a phone, where the subject needs the room; opening a conversation marks it as read. D closes, J and K walk the list. */
export function ThreadActions({ tenant, id, status, unread, who }: ThreadActionsProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (unread === 0) return;
    announce(`New message from ${who}`);
    readThreadAction(tenant, { id }).then(
      (result) => result.ok && router.refresh(),
      () => undefined, // stays unread, and is marked at the next opening
    );
  }, [tenant, id, unread, who, router]);
  const set = async (next: ThreadStatus) => {
    if (busy) return;
    setBusy(true);
    try {
      const result = await (next === 'closed' ? closeThreadAction : reopenThreadAction)(tenant, { id });
      if (!result.ok) return toast(result.error.message);
      if (next === 'closed') toast('Conversation closed', { label: 'Undo', onAction: () => void set('open') });
      router.refresh();
    } catch {
      toast('The server did not answer. Nothing was changed.');
    } finally {
      setBusy(false);
    }
  };
  useHotkey('d', () => void set(status === 'open' ? 'closed' : 'open'));
  return status === 'open' ? (
    <Button icon="check" busy={busy} className="max-md:gap-0" onClick={() => void set('closed')}>
      <span className="max-md:sr-only">Close</span>
    </Button>
  ) : (
    <Button icon="rotate-ccw" busy={busy} className="max-md:gap-0" onClick={() => void set('open')}>
      <span className="max-md:sr-only">Reopen</span>
    </Button>
  );
}
