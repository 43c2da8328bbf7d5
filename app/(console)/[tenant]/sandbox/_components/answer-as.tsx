'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { Textarea } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { bounceCaughtAction, replyAsRecipientAction } from '../actions';

type AnswerAsProps = { tenant: string; id: string; recipient: string; isMail: boolean };
type Posted = { accepted: boolean; response: string };

/** Plays the recipient: a real mail goes to our own inbound listener, a text comes in as the provider would tell it. */
export function AnswerAs({ tenant, id, recipient, isMail }: AnswerAsProps) {
  const [round, setRound] = useState(0);
  const [posted, setPosted] = useState<(Posted & { what: string }) | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const bounce = async () => {
    try {
      const result = await bounceCaughtAction(tenant, { id });
      setFailed(result.ok ? null : result.error.message);
      if (result.ok) setPosted({ ...result.value, what: 'Bounced' });
    } catch {
      setFailed('The server did not answer. Look at the report whether it bounced, then try again.');
    }
  };
  return (
    <div className="flex flex-col gap-3">
      {posted ? (
        <Note
          tone={posted.accepted ? 'good' : 'bad'}
          alert
          title={posted.accepted ? `${posted.what}.` : isMail ? 'Our listener refused it.' : 'It was not taken.'}
        >
          {posted.accepted && isMail ? 'Our own mail listener took it, as it would from any server.' : posted.response}
        </Note>
      ) : null}
      {failed ? (
        <Note tone="bad" alert>
          {failed}
        </Note>
      ) : null}
      <ActionForm
        key={round}
        aria-label={`Answer as ${recipient}`}
        action={(input: { id: string; body: string }) => replyAsRecipientAction(tenant, input)}
        toInput={(data) => ({ id, body: formText(data, 'body') })}
        onSuccess={(value) => {
          setPosted({ ...value, what: 'Answered' });
          if (value.accepted) setRound((n) => n + 1);
        }}
      >
        <Field
          name="body"
          label={`Answer as ${recipient}`}
          help={
            isMail
              ? 'A real mail goes back to the address that the message names for answers.'
              : 'It comes in as a text from this number. STOP ends what goes to it, START begins again.'
          }
        >
          <Textarea rows={4} maxLength={100_000} />
        </Field>
        <FormErrors labels={{ body: 'Answer' }} />
        <SubmitRow label="Send answer" icon="reply">
          {isMail ? (
            <Confirm
              trigger={<Button>Bounce it</Button>}
              title={`Bounce the message to ${recipient}`}
              confirmLabel="Bounce it"
              danger
              onConfirm={bounce}
            >
              A report goes back that this address does not exist. The address is then suppressed: it gets no further
              messages, as after a real hard bounce.
            </Confirm>
          ) : null}
        </SubmitRow>
      </ActionForm>
    </div>
  );
}
