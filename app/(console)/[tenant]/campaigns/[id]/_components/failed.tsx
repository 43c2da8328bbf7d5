'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { BulkBar } from '@/components/table/bulk-bar';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast-store';
import { discardFailedAction, retryFailedAction } from '../../actions';

type FailedBarProps = {
  tenant: string;
  id: string;
  name: string;
  /** Who wait for a decision; undefined: with this reason, and nobody knows how many. */
  total: number | undefined;
  /** Of those in the list. */
  reason?: string;
  /** Why they cannot be tried again; told to whoever asks for it. */
  notAgain: string | null;
};
type Act = 'retry' | 'discard';
/** `count` is null of all with a reason of which nobody knows how many they are. */
type Asked = { act: Act; messageIds?: string[]; count: number | null; clear: () => void };
type Done = { ok: true; value: { done: number; left: number } } | { ok: false; error: { message: string } };

const messages = (n: number) => (n === 1 ? '1 message' : `${formatNumber(n)} messages`);
const meant = (n: number | null) => (n === null ? 'all messages with this reason' : messages(n));

function said(act: Act, { done, left }: { done: number; left: number }, all: boolean): string {
  if (done === 0) return 'Nothing was changed: somebody decided about them already, or something came back for them.';
  if (act === 'retry') return `Trying ${messages(done)} again`;
  return `Discarded ${messages(done)}${all && left > 0 ? `; ${formatNumber(left)} left` : ''}`;
}

/** Tries the selected failed recipients again, or leaves them failed for good. */
export function FailedBar({ tenant, id, name, total, reason, notAgain }: FailedBarProps) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked | null>(null);
  const decide = async ({ act, messageIds, clear }: Asked) => {
    const input = { id, ...(messageIds ? { messageIds } : reason ? { reason } : { all: true as const }) };
    const result: Done | null = await (act === 'retry' ? retry(tenant, input) : discard(tenant, input)).catch(
      () => null,
    );
    toast(
      result?.ok
        ? said(act, result.value, !messageIds)
        : (result?.error.message ?? 'The server did not answer. Try again.'),
    );
    if (result?.ok) clear();
    router.refresh();
    return result?.ok === true;
  };
  const ask =
    (act: Act) => (target: { ids: readonly string[]; allMatching: boolean; count: number }, clear: () => void) =>
      setAsked({
        act,
        ...(target.allMatching ? {} : { messageIds: [...target.ids] }),
        count: target.allMatching ? (total ?? null) : target.count,
        clear,
      });
  const retries = asked?.act === 'retry';
  return (
    <>
      <BulkBar
        {...(total === undefined ? { uncounted: 'with this reason' } : { total })}
        actions={[
          { label: 'Try again', icon: 'rotate-ccw', onAct: notAgain === null ? ask('retry') : () => toast(notAgain) },
          { label: 'Discard', icon: 'trash-2', onAct: ask('discard') },
        ]}
      />
      {asked ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : setAsked(null))}
          title={
            retries ? `Try ${meant(asked.count)} of “${name}” again` : `Discard ${meant(asked.count)} of “${name}”`
          }
          confirmLabel={retries ? 'Try again' : 'Discard'}
          danger={!retries}
          onConfirm={() => decide(asked)}
        >
          {retries
            ? 'No server ever took them, so nobody gets it twice. Each person is judged anew before anything goes out.'
            : 'They stay failed in every number, with what the server said, and each says that you decided it. They are not tried again, and wait for nobody any more.'}
        </Confirm>
      ) : null}
    </>
  );
}

type Input = { id: string } & ({ messageIds: string[] } | { reason: string } | { all: true });

async function retry(tenant: string, input: Input): Promise<Done> {
  const result = await retryFailedAction(tenant, input);
  return result.ok ? { ok: true, value: { done: result.value.retried, left: result.value.left } } : result;
}

async function discard(tenant: string, input: Input): Promise<Done> {
  const result = await discardFailedAction(tenant, input);
  return result.ok ? { ok: true, value: { done: result.value.discarded, left: result.value.left } } : result;
}
