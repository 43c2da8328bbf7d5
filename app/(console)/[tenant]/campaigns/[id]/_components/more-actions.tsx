'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast-store';
import type { CampaignStatus } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';
import { archiveCampaignAction, cloneCampaignAction, restoreCampaignAction } from '../../actions';

type MoreActionsProps = { tenant: string; id: string; status: CampaignStatus; archived: boolean };

/** Clone, archive and bring back. */
export function MoreActions({ tenant, id, status, archived }: MoreActionsProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const lost = 'The server did not answer. Try again.';
  const clone = async () => {
    setBusy(true);
    try {
      const result = await cloneCampaignAction(tenant, { id });
      setError(result.ok ? null : result.error.message);
      if (result.ok) {
        toast('Cloned as a draft');
        router.push(pages.campaign(tenant, result.value.id));
      }
    } catch {
      setError(lost);
    } finally {
      setBusy(false);
    }
  };
  const keep = async () => {
    setBusy(true);
    try {
      const result = await (archived ? restoreCampaignAction : archiveCampaignAction)(tenant, { id });
      setError(result.ok ? null : result.error.message);
      if (result.ok) toast(archived ? 'Back on the list' : 'Archived');
      router.refresh();
    } catch {
      setError(lost);
    } finally {
      setBusy(false);
    }
  };
  const over = status === 'completed' || status === 'cancelled' || status === 'draft';
  const items: MenuItem[] = [
    { label: 'Clone as a draft', icon: 'copy', onSelect: () => void clone() },
    archived
      ? { label: 'Bring back from the archive', icon: 'rotate-ccw', onSelect: () => void keep() }
      : {
          label: 'Archive',
          icon: 'history',
          onSelect: () => void keep(),
          ...(over ? {} : { reason: 'Only what is over can be archived' }),
        },
  ];
  return (
    <>
      {error ? (
        <p role="alert" className="self-center text-xs text-bad-text">
          {error}
        </p>
      ) : null}
      <Menu
        label="More"
        items={items}
        trigger={
          <Button icon="ellipsis" busy={busy} className="max-md:w-11 max-md:flex-none! max-md:gap-0 max-md:px-0">
            <span className="max-md:sr-only">More</span>
          </Button>
        }
      />
    </>
  );
}
