'use client';

import { useEffect, useState, type ReactNode } from 'react';
import { Confirm } from '@/components/ui/confirm';
import { Note } from '@/components/ui/note';
import type { Reliance } from '@/lib/sending/schema';

type Looked = { ok: true; value: Reliance } | { ok: false; error: { message: string } };

type RelianceConfirmProps = {
  title: string;
  confirmLabel: string;
  /** Who rests on it; asked once, when the dialog opens. */
  look: () => Promise<Looked>;
  /** `anyway`: those who lose by it were named here. */
  onConfirm: (anyway: boolean) => Promise<boolean>;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before something is deleted or turned off, and says first who rests on it and what becomes of their messages. */
export function RelianceConfirm({ title, confirmLabel, look, onConfirm, onClose, children }: RelianceConfirmProps) {
  const [looked, setLooked] = useState<Looked | null>(null);
  const [first] = useState(() => look);
  useEffect(() => {
    let isClosed = false;
    const noAnswer: Looked = { ok: false, error: { message: 'The server did not answer. Close this and try again.' } };
    void first()
      .catch(() => noAnswer)
      .then((answer) => (isClosed ? undefined : setLooked(answer)));
    return () => {
      isClosed = true;
    };
  }, [first]);
  const loses = looked?.ok === true && looked.value.loses;
  return (
    <Confirm
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      confirmLabel={loses ? `${confirmLabel} anyway` : confirmLabel}
      danger
      busy={looked === null}
      onConfirm={() => onConfirm(loses)}
    >
      <div className="mb-3 grid gap-2">{children}</div>
      <div aria-live="polite">
        {looked === null ? <p className="text-ink-3">Looking who rests on it…</p> : null}
        {looked?.ok === false ? <Note tone="bad" title={looked.error.message} /> : null}
        {looked?.ok ? (
          <Note tone={looked.value.loses ? 'warn' : 'info'}>
            <span className="break-words">{looked.value.says}</span>
          </Note>
        ) : null}
      </div>
    </Confirm>
  );
}
