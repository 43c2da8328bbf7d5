'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import { deleteSegmentAction, evaluateSegmentAction } from '../../actions';

/** What a person with the right to change can do with a segment. */
export function SegmentActions({ tenant, id, name }: { tenant: string; id: string; name: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const evaluate = async () => {
    setBusy(true);
    const result = await evaluateSegmentAction(tenant, { id });
    setBusy(false);
    toast(
      result.ok
        ? `${formatNumber(result.value.memberCount)} people: ${formatNumber(result.value.added)} came, ${formatNumber(result.value.removed)} left`
        : result.error.message,
    );
    router.refresh();
  };
  const remove = async () => {
    const result = await deleteSegmentAction(tenant, { id });
    if (!result.ok) {
      setRefused(result.error.message);
      return false;
    }
    toast(`Deleted ${name}`);
    router.push(pages.segments(tenant));
    router.refresh();
    return true;
  };
  return (
    <>
      <Button icon="refresh-cw" busy={busy} onClick={() => void evaluate()}>
        Evaluate now
      </Button>
      <ButtonLink icon="pencil" variant="primary" href={pages.editSegment(tenant, id)}>
        Edit
      </ButtonLink>
      <Menu
        label="More"
        trigger={<IconButton icon="ellipsis" label="More" />}
        items={[{ label: 'Delete', icon: 'trash-2', danger: true, onSelect: () => setDeleting(true) }]}
      />
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete the segment ${name}`}
        confirmLabel="Delete segment"
        danger
        onConfirm={remove}
      >
        The people stay; only the rule and its list of members go.
        {refused ? <Note tone="bad" alert title={refused} /> : null}
      </Confirm>
    </>
  );
}
