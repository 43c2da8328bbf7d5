'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionResult } from '@/components/form/result';
import { formText } from '@/components/form/form-text';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { BulkBar } from '@/components/table/bulk-bar';
import { Button } from '@/components/ui/button';
import { Radio, RadioGroup } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';

type Said = { outcome: 'sent' | 'failed'; note: string };
type Settle<I> = (tenant: string, input: I & Said) => Promise<ActionResult<{ settled: number; left: number }>>;
type SettleDialogProps<I> = {
  tenant: string;
  settle: Settle<I>;
  /** Which messages are meant. */
  chosen: I;
  count: number;
  onClose: (done: boolean) => void;
};

const messages = (n: number) => (n === 1 ? '1 message' : `${formatNumber(n)} messages`);

/** Takes somebody's word for what became of uncertain messages. */
function SettleDialog<I>({ tenant, settle, chosen, count, onClose }: SettleDialogProps<I>) {
  const router = useRouter();
  const one = count === 1;
  return (
    <Dialog
      title={`Decide about ${messages(count)}`}
      description="Ask the mail server’s log, or the people. Nothing is sent again, whatever you choose."
      open
      onOpenChange={(open) => (open ? undefined : onClose(false))}
    >
      <ActionForm
        action={(said: Said) => settle(tenant, { ...chosen, ...said })}
        toInput={(data) => ({
          outcome: data.get('outcome') === 'failed' ? ('failed' as const) : ('sent' as const),
          note: formText(data, 'note'),
        })}
        onSuccess={({ settled, left }) => {
          toast(`Settled ${messages(settled)}${left > 0 ? `; ${formatNumber(left)} left` : ''}`);
          onClose(true);
          router.refresh();
        }}
      >
        <RadioGroup legend="What became of them">
          <Radio
            name="outcome"
            value="sent"
            defaultChecked
            label={one ? 'It was sent' : 'They were sent'}
            help="Counts as sent from now on."
          />
          <Radio
            name="outcome"
            value="failed"
            label={one ? 'It was not sent' : 'They were not sent'}
            help="Counts as failed, with this as the reason."
          />
        </RadioGroup>
        <Field name="note" label="How you know" help="Kept in the audit log." optional>
          <Input maxLength={300} autoComplete="off" placeholder="Log of the mail server, 21 November" />
        </Field>
        <FormErrors labels={{ note: 'How you know' }} />
        <SubmitRow label={`Settle ${messages(count)}`} onCancel={() => onClose(false)} />
      </ActionForm>
    </Dialog>
  );
}

type SettleAllProps<A> = { tenant: string; settle: Settle<A>; all: A; count: number };

/** Decides about every uncertain message of a campaign. */
export function SettleAll<A>({ tenant, settle, all, count }: SettleAllProps<A>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Decide
      </Button>
      {open ? <SettleDialog {...{ tenant, settle, count }} chosen={all} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

type Named<N> = N & { messageIds: string[] };
type SettleBarProps<N, A> = {
  tenant: string;
  settle: Settle<Named<N> | A>;
  /** What is said beside ids, and instead of them. */
  named: N;
  all: A;
  /** Null where only who is chosen is meant. */
  total: number | null;
};

/** Decides about the selected rows of the uncertain messages. */
export function SettleBar<N, A>({ tenant, settle, named, all, total }: SettleBarProps<N, A>) {
  const [asked, setAsked] = useState<{ chosen: Named<N> | A; count: number; clear: () => void } | null>(null);
  return (
    <>
      <BulkBar
        total={total}
        actions={[
          {
            label: 'Decide',
            icon: 'circle-question-mark',
            onAct: ({ ids, allMatching, count }, clear) =>
              setAsked({ chosen: allMatching ? all : { ...named, messageIds: [...ids] }, count, clear }),
          },
        ]}
      />
      {asked ? (
        <SettleDialog
          {...{ tenant, settle }}
          chosen={asked.chosen}
          count={asked.count}
          onClose={(done) => {
            if (done) asked.clear();
            setAsked(null);
          }}
        />
      ) : null}
    </>
  );
}
