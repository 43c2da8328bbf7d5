'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { BulkBar } from '@/components/table/bulk-bar';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast-store';
import { retryFailedAction } from '../../actions';

type RetryBarProps = {
  tenant: string;
  id: string;
  name: string;
  total: number;
  /** Of those in the list. */ reason?: string;
};
type Asked = { messageIds?: string[]; count: number; clear: () => void };

const messages = (n: number) => (n === 1 ? '1 message' : `${formatNumber(n)} messages`);

/** Tries the selected failed recipients again. */
export function RetryBar({ tenant, id, name, total, reason }: RetryBarProps) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked | null>(null);
  const retry = async ({ messageIds, clear }: Asked) => {
    const input = { id, ...(messageIds ? { messageIds } : {}), ...(reason ? { reason } : {}) };
    const result = await retryFailedAction(tenant, input).catch(() => null);
    toast(
      result?.ok
        ? `Trying ${messages(result.value.retried)} again`
        : (result?.error.message ?? 'The server did not answer. Try again.'),
    );
    if (result?.ok) clear();
    router.refresh();
    return result?.ok === true;
  };
  return (
    <>
      <BulkBar
        total={total}
        actions={[
          {
            label: 'Try again',
            icon: 'rotate-ccw',
            onAct: ({ ids, allMatching, count }, clear) =>
              setAsked({ ...(allMatching ? {} : { messageIds: [...ids] }), count, clear }),
          },
        ]}
      />
      {asked ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : setAsked(null))}
          title={`Try ${messages(asked.count)} of “${name}” again`}
          confirmLabel="Try again"
          onConfirm={() => retry(asked)}
        >
          No server ever took them, so nobody gets it twice. Each person is judged anew before anything goes out.
        </Confirm>
      ) : null}
    </>
  );
}
