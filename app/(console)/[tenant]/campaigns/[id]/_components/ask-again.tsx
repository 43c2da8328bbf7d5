'use client';

import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { BulkBar } from '@/components/table/bulk-bar';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast-store';
import { askAgainAction } from '../../actions';

type Which = { messageIds?: string[]; reason?: string };
/** `inTurn`: the campaign has a pace, or hours of its people's own. */
type AskAgainProps = { tenant: string; id: string; inTurn: boolean };

const people = (n: number) => (n === 1 ? '1 person' : `${formatNumber(n)} people`);

/** Asks part by part until all were asked about; answers whether that was done. */
function useAskAgain({ tenant, id }: Omit<AskAgainProps, 'inTurn'>): (which: Which) => Promise<boolean> {
  const router = useRouter();
  return async (which) => {
    let asked = 0;
    let cursor: string | null = null;
    do {
      const result: Awaited<ReturnType<typeof askAgainAction>> | null = await askAgainAction(tenant, {
        id,
        ...which,
        ...(cursor ? { cursor } : {}),
      }).catch(() => null);
      if (!result?.ok) {
        const before = asked > 0 ? ` ${people(asked)} were asked about before.` : '';
        toast(`${result?.error.message ?? 'The server did not answer. Try again.'}${before}`);
        router.refresh();
        return false;
      }
      asked += result.value.asked;
      cursor = result.value.nextCursor;
    } while (cursor);
    toast(
      asked > 0 ? `Asking about ${people(asked)} again` : 'Nobody of them waits for a rule; a server set their time',
    );
    router.refresh();
    return true;
  };
}

const Words = ({ inTurn }: { inTurn: boolean }): ReactNode => (
  <>
    The rules are asked as they stand now: who may get it goes {inTurn ? 'in their turn' : 'at once'}, the others wait
    again. Who waits for an answer of a mail server keeps the time of its next try.
  </>
);

/** Has all judged anew whom a rule makes wait. */
export function AskAgain({ tenant, id, inTurn, count }: AskAgainProps & { count: number }) {
  const ask = useAskAgain({ tenant, id });
  return (
    <Confirm
      trigger={
        <Button size="sm" icon="rotate-ccw">
          Ask again now
        </Button>
      }
      title={`Ask about ${people(count)} again`}
      confirmLabel="Ask again now"
      onConfirm={() => ask({})}
    >
      <Words inTurn={inTurn} />
    </Confirm>
  );
}

type Asked = { which: Which; count: number; clear: () => void };

type AskAgainBarProps = AskAgainProps & { total: number | null; reason?: string };

/** Has the selected rows of those who wait judged anew; `total` is null where only these are meant. */
export function AskAgainBar({ tenant, id, inTurn, total, reason }: AskAgainBarProps) {
  const ask = useAskAgain({ tenant, id });
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <BulkBar
        total={total}
        actions={[
          {
            label: 'Ask again now',
            icon: 'rotate-ccw',
            onAct: ({ ids, allMatching, count }, clear) =>
              setAsked({
                which: { ...(allMatching ? {} : { messageIds: [...ids] }), ...(reason ? { reason } : {}) },
                ...{ count, clear },
              }),
          },
        ]}
      />
      {asked ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : setAsked(null))}
          title={`Ask about ${people(asked.count)} again`}
          confirmLabel="Ask again now"
          onConfirm={async () => {
            const done = await ask(asked.which);
            if (done) asked.clear();
            return done;
          }}
        >
          <Words inTurn={inTurn} />
        </Confirm>
      ) : null}
    </>
  );
}
