'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import type { ActionResult } from '@/components/form/result';
import { BulkBar } from '@/components/table/bulk-bar';
import { Confirm, typedAbove } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast-store';
import { inParts, type Done, type Part, type Sweep } from './in-parts';
import { messages, noneDecided, retriedText, type Decided } from './retried';

type Named<N> = N & { messageIds: string[] };
type Next = { cursor?: string };
type Retried = Omit<Part, 'done' | 'next'> & { retried: number; nextCursor: string | null };
/** What a call says of whom it means: `named` beside ids, `all` instead of them. */
type Scope<N, A> = {
  tenant: string;
  named: N;
  all: A;
  retry: (tenant: string, input: (Named<N> | A) & Next) => Promise<ActionResult<Retried>>;
  discard: (tenant: string, input: Named<N> | A) => Promise<ActionResult<{ discarded: number; left: number }>>;
};
type FailedBarProps<N, A> = Scope<N, A> & {
  /** The campaign whose messages these are; none of those outside campaigns. */
  name?: string;
  /** Who wait for a decision; undefined: with this reason, and nobody knows how many; null: only who is chosen is meant. */
  total: number | null | undefined;
  /** No more than so many. */
  most: number;
  /** Why they cannot be tried again; null: they can. */
  notAgain: string | null;
};
type Act = 'retry' | 'discard';
/** `count` is null of all with a reason of which nobody knows how many they are. */
type Asked = { act: Act; messageIds?: string[]; count: number | null; clear: () => void };

const meant = (n: number | null) => (n === null ? 'all messages with this reason' : messages(n));

function said(act: Act, { left, ...decided }: Decided & { left: number }, all: boolean): string {
  const { done, skipped } = decided;
  if (done === 0 && skipped.length === 0)
    return 'Nothing was changed: somebody decided about them already, or something came back for them.';
  if (act === 'retry') return retriedText(decided, all);
  return `Discarded ${messages(done)}${all && left > 0 ? `; ${formatNumber(left)} left` : ''}`;
}

/** Decides part by part until none is left, or it is stopped; answers whether the question is done with. */
function useDecide<N, A>(scope: Scope<N, A>) {
  const router = useRouter();
  const [sweep, setSweep] = useState<Sweep | null>(null);
  const stopped = useRef(false);
  const decide = async ({ act, messageIds, clear }: Asked): Promise<boolean> => {
    const input = messageIds ? { ...scope.named, messageIds } : scope.all;
    const call = act === 'retry' ? retry : discard;
    stopped.current = false;
    const { decided, left, error } = await inParts(
      (next) => call(scope, input, next),
      setSweep,
      () => stopped.current,
    );
    const result = said(act, { ...decided, left }, !messageIds);
    const anyDone = decided.done > 0;
    toast(error === null ? result : `${error}${anyDone ? ` Before that: ${result}.` : ''}`);
    if (error === null) clear();
    router.refresh();
    return error === null || anyDone;
  };
  const stop = () => {
    stopped.current = true;
    setSweep(null);
  };
  return { decide, stop, sweep };
}

/** What must be typed before so many are discarded; of an unknown number the name, when it may be large. */
function typedFor({ act, count }: Asked, most: number, name = 'all'): { typeToConfirm?: string } {
  if (act === 'retry' || (count ?? most) <= typedAbove) return {};
  return { typeToConfirm: count === null ? name : String(count) };
}

/** Tries the selected failed recipients again, or leaves them failed for good. */
export function FailedBar<N, A>({ name, total, most, notAgain, ...scope }: FailedBarProps<N, A>) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { decide, stop, sweep } = useDecide(scope);
  const ofName = name ? ` of “${name}”` : '';
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
          { label: 'Try again', icon: 'rotate-ccw', reason: notAgain ?? undefined, onAct: ask('retry') },
          { label: 'Discard', icon: 'trash-2', onAct: ask('discard') },
        ]}
      />
      {asked ? (
        <Confirm
          open
          onOpenChange={(open) => {
            if (open) return;
            stop();
            setAsked(null);
          }}
          title={retries ? `Try ${meant(asked.count)}${ofName} again` : `Discard ${meant(asked.count)}${ofName}`}
          confirmLabel={retries ? 'Try again' : 'Discard'}
          danger={!retries}
          {...typedFor(asked, most, name)}
          onConfirm={() => decide(asked)}
        >
          {retries
            ? 'No server ever took them, so nobody gets it twice. Each person is judged anew before anything goes out: who is suppressed or may not be written to any more stays failed.'
            : 'They stay failed in every number, with what the server said, and each says that you decided it. They are not tried again, and wait for nobody any more. This cannot be undone.'}
          {sweep && sweep.asked < sweep.total && !asked.messageIds ? (
            <div className="mt-3 grid gap-1.5">
              <Progress label={retries ? 'Tried again' : 'Discarded'} done={sweep.asked} total={sweep.total} />
              <span role="status" className="figures">
                {formatNumber(sweep.asked)} of {formatNumber(sweep.total)}
              </span>
            </div>
          ) : null}
        </Confirm>
      ) : null}
    </>
  );
}

async function retry<N, A>(scope: Scope<N, A>, input: Named<N> | A, next: Next): Promise<Done> {
  const result = await scope.retry(scope.tenant, { ...input, ...next });
  if (!result.ok) return result;
  const { retried: done, nextCursor, ...value } = result.value;
  return { ok: true, value: { done, ...value, next: nextCursor ? { cursor: nextCursor } : null } };
}

async function discard<N, A>(scope: Scope<N, A>, input: Named<N> | A): Promise<Done> {
  const result = await scope.discard(scope.tenant, input);
  if (!result.ok) return result;
  const { discarded: done, left } = result.value;
  // Who is discarded is out of the way of the next call; of those who were named there is no more.
  const goesOn = input === scope.all && done > 0 && left > 0;
  return { ok: true, value: { ...noneDecided, done, left, next: goesOn ? {} : null } };
}
