'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import type { Topic } from '@/lib/topics/schema';
import { createTopicAction, updateTopicAction } from '../actions';

type TopicInput = { name: string; description: string };

/** Makes a topic, or changes what recipients read of one. */
export function TopicDialog({ tenant, topic }: { tenant: string; topic?: Topic }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const save = (input: TopicInput) =>
    topic ? updateTopicAction(tenant, { id: topic.id, ...input }) : createTopicAction(tenant, input);
  const trigger = topic ? (
    <Button size="sm" aria-label={`Change ${topic.name}`}>
      Change
    </Button>
  ) : (
    <Button size="sm" icon="plus">
      New topic
    </Button>
  );
  return (
    <Dialog title={topic ? `Change ${topic.name}` : 'New topic'} open={open} onOpenChange={setOpen} trigger={trigger}>
      <ActionForm
        aria-label={topic ? 'Change the topic' : 'New topic'}
        action={save}
        toInput={(data): TopicInput => ({
          name: formText(data, 'name'),
          description: formText(data, 'description'),
        })}
        onSuccess={(saved) => {
          setOpen(false);
          toast(`Saved ${saved.name}`);
          router.refresh();
        }}
      >
        <Field name="name" label="Name" help="Recipients read it, such as Events.">
          <Input maxLength={80} autoComplete="off" defaultValue={topic?.name} />
        </Field>
        <Field
          name="description"
          label="Description"
          optional
          help="One sentence for recipients: what they get, and how often."
        >
          <Input maxLength={300} autoComplete="off" defaultValue={topic?.description ?? undefined} />
        </Field>
        <FormErrors labels={{ name: 'Name', description: 'Description' }} />
        <SubmitRow label={topic ? 'Save topic' : 'Add topic'} onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
