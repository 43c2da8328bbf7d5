'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Address } from '@/components/ui/address';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Menu } from '@/components/ui/menu';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import type { Sender } from '@/lib/sending/schema';
import { createSenderAction, deleteSenderAction, senderRelianceAction, updateSenderAction } from '../actions';
import { RelianceConfirm } from './reliance-confirm';

type Entered = { fromName: string; fromEmail: string };

/** Adds a sender, or changes one. */
function SenderForm({ tenant, sender, onClose }: { tenant: string; sender: Sender | null; onClose: () => void }) {
  const router = useRouter();
  const title = sender ? `Change ${sender.fromEmail}` : 'New sender';
  return (
    <Dialog title={title} open onOpenChange={(on) => (on ? undefined : onClose())}>
      <ActionForm
        aria-label={title}
        action={(input: Entered) =>
          sender ? updateSenderAction(tenant, { id: sender.id, ...input }) : createSenderAction(tenant, input)
        }
        toInput={(data): Entered => ({ fromName: formText(data, 'fromName'), fromEmail: formText(data, 'fromEmail') })}
        onSuccess={({ fromEmail }) => {
          toast(`Saved ${fromEmail}`);
          onClose();
          router.refresh();
        }}
      >
        <Field name="fromName" label="Name">
          <Input maxLength={120} autoComplete="off" placeholder="Alumni Office" defaultValue={sender?.fromName ?? ''} />
        </Field>
        <Field
          name="fromEmail"
          label="Address"
          help="Of a domain whose DKIM key is published, or that your own provider accepts."
        >
          <Input type="email" maxLength={254} autoComplete="off" defaultValue={sender?.fromEmail ?? ''} />
        </Field>
        <FormErrors labels={{ fromName: 'Name', fromEmail: 'Address' }} />
        <SubmitRow label="Save sender" onCancel={onClose} />
      </ActionForm>
    </Dialog>
  );
}

/** Whom mail comes from. */
export function Senders({
  tenant,
  senders,
  mayWrite,
}: {
  tenant: string;
  senders: readonly Sender[];
  mayWrite: boolean;
}) {
  const router = useRouter();
  const [editing, setEditing] = useState<{ sender: Sender | null } | null>(null);
  const [deleting, setDeleting] = useState<Sender | null>(null);
  const [error, setError] = useState<string | null>(null);
  const run = async (act: () => Promise<{ ok: boolean; error?: { message: string } }>, done: string) => {
    const result = await act().catch(() => null);
    setError(result?.ok ? null : (result?.error?.message ?? 'The server did not answer. Try again.'));
    if (result?.ok) toast(done);
    router.refresh();
    return result?.ok === true;
  };
  const makeDefault = ({ id, fromEmail }: Sender) =>
    void run(() => updateSenderAction(tenant, { id, isDefault: true }), `Mail comes from ${fromEmail} now`);
  return (
    <Card
      title="Senders"
      actions={
        mayWrite ? (
          <Button size="sm" icon="plus" onClick={() => setEditing({ sender: null })}>
            New sender
          </Button>
        ) : null
      }
    >
      {error ? <Note tone="bad" alert title={error} /> : null}
      <ul className="divide-y divide-line" aria-label="Senders">
        {senders.map((sender) => (
          <li key={sender.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5 first:pt-0 last:pb-0">
            <span className="min-w-0 flex-1 basis-56">
              <span className="font-medium break-words">{sender.fromName}</span>{' '}
              {sender.isDefault ? <Badge tone="good">Default</Badge> : null}
              <span className="block text-xs text-ink-3">
                <Address text={sender.fromEmail} />
              </span>
            </span>
            {mayWrite ? (
              <span className="flex items-center gap-1.5">
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={`Change ${sender.fromEmail}`}
                  onClick={() => setEditing({ sender })}
                >
                  Change
                </Button>
                {sender.isDefault ? null : (
                  <Menu
                    label={`More for ${sender.fromEmail}`}
                    trigger={<IconButton icon="ellipsis" label={`More for ${sender.fromEmail}`} />}
                    items={[
                      { label: 'Make default', icon: 'check', onSelect: () => makeDefault(sender) },
                      { kind: 'separator' },
                      { label: 'Delete', icon: 'trash-2', danger: true, onSelect: () => setDeleting(sender) },
                    ]}
                  />
                )}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {senders.length === 0 ? <p className="text-ink-3">None yet. Without a sender no mail can leave.</p> : null}
      {deleting ? (
        <RelianceConfirm
          title={`Delete the sender ${deleting.fromName}`}
          confirmLabel="Delete sender"
          look={() => senderRelianceAction(tenant, { id: deleting.id })}
          onConfirm={(anyway) =>
            run(() => deleteSenderAction(tenant, { id: deleting.id, anyway }), `Deleted ${deleting.fromEmail}`)
          }
          onClose={() => setDeleting(null)}
        >
          Nothing can be sent from {deleting.fromEmail} any more. Answers to what was sent from it still come in.
        </RelianceConfirm>
      ) : null}
      {editing ? <SenderForm tenant={tenant} sender={editing.sender} onClose={() => setEditing(null)} /> : null}
    </Card>
  );
}
