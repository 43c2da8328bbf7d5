'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import { cancelImportAction } from '../../actions';

/** What can be done with an import whose file waits. */
export function NotStarted({ tenant, id, fileName }: { tenant: string; id: string; fileName: string }) {
  const router = useRouter();
  const [refused, setRefused] = useState<string | null>(null);
  const discard = async () => {
    const result = await cancelImportAction(tenant, { id }).catch(() => null);
    if (!result?.ok) {
      setRefused(result?.error.message ?? 'The server did not answer. Try again.');
      return false;
    }
    toast(`Discarded ${fileName}`);
    router.refresh();
    return true;
  };
  return (
    <span className="relative z-1 inline-flex gap-1.5">
      <ButtonLink size="sm" href={pages.import(tenant, id)} aria-label={`Continue with ${fileName}`}>
        Continue
      </ButtonLink>
      <Confirm
        title={`Discard ${fileName}`}
        confirmLabel="Discard file"
        danger
        onConfirm={discard}
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Discard ${fileName}`}>
            Discard
          </Button>
        }
      >
        The uploaded file and what was chosen for its columns go. Nobody was imported from it, and nobody changes.
        {refused ? <Note tone="bad" alert title={refused} /> : null}
      </Confirm>
    </span>
  );
}
