'use client';

import { useRouter } from 'next/navigation';
import { formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast-store';
import { removeContactsAction, restoreContactsAction } from '../actions';

const silent = 'The server did not answer. Look whether it was done, then try again.';

type Named = { id: string; displayName: string };

const who = (contacts: readonly Named[]): string =>
  contacts.length === 1 ? (contacts[0]?.displayName ?? '') : `${formatNumber(contacts.length)} people`;

/** Deletes at once and offers to undo it; brings back, and names who is in the way. Both answer whether it was done. */
export function useDeletion(tenant: string) {
  const router = useRouter();
  const failed = (message: string) => {
    toast(message);
    router.refresh();
    return false;
  };
  const restore = async (contacts: readonly Named[]): Promise<boolean> => {
    const result = await restoreContactsAction(tenant, { ids: contacts.map(({ id }) => id) }).catch(() => null);
    if (!result?.ok) return failed(result?.error.message ?? silent);
    const { restored, conflicts } = result.value;
    const back = contacts.filter(({ id }) => restored.includes(id));
    const [taken] = conflicts;
    const field = taken?.field === 'email' ? 'email address' : 'external id';
    const reason = taken
      ? conflicts.length === 1
        ? `${taken.displayName} stays deleted: ${taken.holder.displayName} has the ${field} now.`
        : `${formatNumber(conflicts.length)} stay deleted: others have their addresses now.`
      : back.length
        ? ''
        : 'Deleted more than 30 days ago, or back already.';
    toast(
      [back.length ? `${who(back)} ${back.length === 1 ? 'is' : 'are'} back` : '', reason].filter(Boolean).join('. '),
    );
    router.refresh();
    return back.length > 0;
  };
  /** `then`: where to go from a page that is gone with them; else the page is read anew. */
  const remove = async (contacts: readonly Named[], then?: string): Promise<boolean> => {
    const result = await removeContactsAction(tenant, { ids: contacts.map(({ id }) => id) }).catch(() => null);
    if (!result?.ok) return failed(result?.error.message ?? silent);
    const gone = contacts.filter(({ id }) => result.value.removed.includes(id));
    if (gone.length === 0) return failed('Somebody else deleted them already.');
    toast(`Deleted ${who(gone)}`, { label: 'Undo', onAction: () => void restore(gone) });
    if (then) router.push(then);
    else router.refresh();
    return true;
  };
  return { remove, restore };
}
