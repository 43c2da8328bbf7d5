'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import { chooseWinnerAction } from '../../actions';
import { chooseText } from './test-so-far';

type ChooseWinnerProps = {
  tenant: string;
  id: string;
  position: number;
  name: string;
  waiting: number;
  isPaused: boolean;
};

/** Chooses a variant by hand; who waits gets it. */
export function ChooseWinner({ tenant, id, position, name, waiting, isPaused }: ChooseWinnerProps) {
  const router = useRouter();
  const [error, setError] = useState<string | null>(null);
  const people = waiting === 1 ? '1 person' : `${formatNumber(waiting)} people`;
  const goesNow = waiting > 0 && !isPaused;
  const choose = async () => {
    const result = await chooseWinnerAction(tenant, { id, position });
    setError(result.ok ? null : result.error.message);
    if (!result.ok) return false;
    toast(`“${name}” was chosen`);
    router.refresh();
    return true;
  };
  return (
    <Confirm
      trigger={<Button size="sm">Choose {name} as winner</Button>}
      title={goesNow ? `Send “${name}” to ${people}` : `Choose “${name}” as the winner`}
      confirmLabel={goesNow ? `Send to ${formatNumber(waiting)}` : 'Choose'}
      onConfirm={choose}
    >
      {error ? (
        <Note tone="bad" alert title="Not chosen.">
          {error}
        </Note>
      ) : null}
      {chooseText(waiting, isPaused)}
    </Confirm>
  );
}
