'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyText } from '@/components/ui/copy-text';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { Note } from '@/components/ui/note';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import type { DkimKeyEntry } from '@/lib/sending/schema';
import type { RecordCheck } from '@/lib/sending/vocabulary';
import { checkDkimKeyAction, deleteDkimKeyAction, dkimKeyRelianceAction } from '../actions';
import { NewDkimKey } from './new-dkim-key';
import { RelianceConfirm } from './reliance-confirm';

const words: Record<RecordCheck, string> = {
  published: 'DNS publishes this key.',
  missing: 'DNS has no record of this name yet. New records can take an hour to be seen.',
  different: 'DNS publishes another key under this name. Copy the value again.',
  revoked: 'DNS says that this key was revoked: the value is empty.',
  unreachable: 'DNS did not answer. Nothing was changed; try again.',
};

type DkimKeysProps = { tenant: string; keys: readonly DkimKeyEntry[]; mayWrite: boolean; now: string; zone: string };

/** Keys that sign mail by SMTP, each with the record that publishes it. */
export function DkimKeys({ tenant, keys, mayWrite, now, zone }: DkimKeysProps) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<DkimKeyEntry | null>(null);
  const check = async (key: DkimKeyEntry) => {
    setBusy(key.id);
    const result = await checkDkimKeyAction(tenant, { id: key.id }).catch(() => null);
    setBusy(null);
    setError(result?.ok ? null : (result?.error.message ?? 'The server did not answer. Try again.'));
    if (result?.ok && result.value.checkResult) toast(words[result.value.checkResult]);
    router.refresh();
  };
  const remove = async (key: DkimKeyEntry, anyway: boolean) => {
    const result = await deleteDkimKeyAction(tenant, { id: key.id, anyway }).catch(() => null);
    toast(result?.ok ? 'Deleted the key' : (result?.error.message ?? 'The server did not answer. Try again.'));
    router.refresh();
    return result?.ok === true;
  };
  return (
    <Card title="DKIM signatures" actions={mayWrite ? <NewDkimKey tenant={tenant} /> : null}>
      {error ? <Note tone="bad" alert title={error} /> : null}
      {keys.length === 0 ? (
        <p className="text-ink-3">
          None yet. A signature proves that mail by SMTP comes from your domain; large mailbox providers ask for it. The
          other providers sign by themselves.
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={key.id} className="grid gap-1.5 py-3 first:pt-0 last:pb-0">
            <div className="flex flex-wrap items-center gap-2">
              <span className="min-w-0 flex-1 font-medium break-words">
                {key.domain}{' '}
                <span className="text-xs font-normal text-ink-3">
                  {key.algorithm === 'rsa' ? 'RSA 2048' : 'Ed25519'}
                </span>{' '}
                {key.publishedAt ? <Badge tone="good">Signs</Badge> : <Badge tone="warn">Not published</Badge>}
              </span>
              {mayWrite ? (
                <>
                  <Button
                    size="sm"
                    busy={busy === key.id}
                    aria-label={`Check ${key.recordName}`}
                    onClick={() => void check(key)}
                  >
                    Check DNS
                  </Button>
                  <Menu
                    label={`More for ${key.recordName}`}
                    trigger={<IconButton icon="ellipsis" label={`More for ${key.recordName}`} />}
                    items={[{ label: 'Delete', icon: 'trash-2', danger: true, onSelect: () => setDeleting(key) }]}
                  />
                </>
              ) : null}
            </div>
            <p className="text-xs break-all text-ink-3">
              TXT record <CopyText text={key.recordName} label="record name" />
            </p>
            <p className="text-xs break-all text-ink-3">
              Value <CopyText text={key.recordValue} label="record value" />
            </p>
            {key.checkResult && key.checkedAt ? (
              <p className="text-xs text-ink-3">
                <Time at={key.checkedAt} now={now} zone={zone} />: {words[key.checkResult]}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      {deleting ? (
        <RelianceConfirm
          title={`Delete the key of ${deleting.domain}`}
          confirmLabel="Delete key"
          look={() => dkimKeyRelianceAction(tenant, { id: deleting.id })}
          onConfirm={(anyway) => remove(deleting, anyway)}
          onClose={() => setDeleting(null)}
        >
          Mail from this domain is no longer signed with it. Leave the DNS record for a few days: mail on its way is
          still checked by it.
        </RelianceConfirm>
      ) : null}
    </Card>
  );
}
