'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionResult } from '@/components/form/result';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast-store';
import { formatNumber } from '@/components/ui/format';
import { replayDeadLetterAction, replayDeadLettersAction } from '../../actions';

type ReplayProps = { tenant: string; size?: 'sm' | 'md'; primary?: boolean } & (
  | { id: string; label: string }
  | { consumer: string; label: string }
);

/** Gives one fact, or all that a consumer gave up on, to it again; the page shows what became of it. */
export function ReplayButton({ tenant, size = 'md', primary, label, ...what }: ReplayProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<ActionResult<string>> => {
    if ('id' in what) {
      const one = await replayDeadLetterAction(tenant, { id: what.id });
      return one.ok ? { ok: true, value: 'Replaying; what becomes of it shows here' } : one;
    }
    const all = await replayDeadLettersAction(tenant, { consumer: what.consumer });
    return all.ok ? { ok: true, value: `Replaying ${formatNumber(all.value.count)}` } : all;
  };
  const run = async () => {
    setBusy(true);
    try {
      const result = await ask();
      toast(result.ok ? result.value : result.error.message);
      router.refresh();
    } catch {
      toast('The server did not answer. Try again.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size={size}
      icon="rotate-ccw"
      variant={primary ? 'primary' : 'default'}
      busy={busy}
      className="relative z-1"
      onClick={() => void run()}
    >
      {label}
    </Button>
  );
}
