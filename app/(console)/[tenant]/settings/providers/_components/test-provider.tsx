'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import type { SendingProvider, TestAnswer } from '@/lib/sending/schema';
import type { SendingChannel } from '@/lib/sending/vocabulary';
import { testProviderAction } from '../actions';
import { UseThisBrowser } from './use-this-browser';

const recipients: Record<SendingChannel, { label: string; help?: string }> = {
  email: { label: 'To which address?', help: 'Yours, or that of another member of this organisation.' },
  sms: { label: 'To which number?', help: 'Such as +441234567890. The provider may charge for it.' },
  whatsapp: {
    label: 'To which number?',
    help: 'One that wrote to you within the last day; others need an approved template.',
  },
  push: {
    label: 'To which subscription?',
    help: 'The JSON that a browser gives: endpoint and keys. Or let the one you sit at give its own.',
  },
  webhook: { label: 'To whom?', help: 'Any text; your server gets it as “to”.' },
};

/** Really sends one message and shows what the provider said. */
export function TestProvider({
  tenant,
  provider,
  mine,
  onClose,
}: {
  tenant: string;
  provider: SendingProvider;
  /** The address of who tests. */
  mine: string;
  onClose: () => void;
}) {
  const router = useRouter();
  const [answer, setAnswer] = useState<TestAnswer | null>(null);
  const [to, setTo] = useState(provider.channel === 'email' ? mine : '');
  const { label, help } = recipients[provider.channel];
  return (
    <Dialog title={`Test ${provider.name}`} open onOpenChange={(on) => (on ? undefined : onClose())}>
      <ActionForm
        aria-label={`Test ${provider.name}`}
        action={(input: { id: string; to: string }) => testProviderAction(tenant, input)}
        toInput={(data) => {
          setAnswer(null);
          return { id: provider.id, to: formText(data, 'to') };
        }}
        onSuccess={(said) => {
          setAnswer(said);
          router.refresh();
        }}
      >
        <Field name="to" label={label} help={help}>
          <Input autoComplete="off" maxLength={4000} value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
        {provider.kind === 'push' ? (
          <UseThisBrowser tenant={tenant} publicKey={String(provider.settings['publicKey'])} onSubscription={setTo} />
        ) : null}
        {answer ? (
          <Note
            tone={answer.ok ? 'good' : 'bad'}
            alert
            title={answer.ok ? 'The provider took it.' : 'It did not work.'}
          >
            <span className="break-words">{answer.answer}</span>
            {answer.reference ? (
              <span className="mt-1 block text-xs break-all">Its reference: {answer.reference}</span>
            ) : null}
            {answer.seconds === null ? null : (
              <span className="mt-1 block text-xs">After {answer.seconds} seconds.</span>
            )}
          </Note>
        ) : null}
        <FormErrors labels={{ to: label }} />
        <SubmitRow label="Send a test" onCancel={onClose}>
          {' '}
        </SubmitRow>
      </ActionForm>
    </Dialog>
  );
}
