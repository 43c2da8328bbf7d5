'use client';

import { formText } from '@/components/form/form-text';
import { useRouter } from 'next/navigation';
import { channelNames } from '@/components/contacts/channel-names';
import { purposeNames } from '@/components/contacts/purpose-names';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { channels, purposes, type Channel, type Purpose } from '@/lib/contacts/vocabulary';
import { setConsentAction } from '../../actions';

type ConsentFormProps = { tenant: string; id: string; topics: readonly { id: string; name: string }[] };

/** A choice of the list: a purpose, or one of the topics. */
const subjectOf = (value: string): { purpose: Purpose } | { purpose: 'topic'; topicId: string } => {
  const purpose = purposes.find((one) => one === value);
  return purpose ? { purpose } : { purpose: 'topic', topicId: value };
};

/** Adds a line to the ledger of consent. */
export function ConsentForm({ tenant, id, topics }: ConsentFormProps) {
  const router = useRouter();
  return (
    <ActionForm
      action={(input: Parameters<typeof setConsentAction>[1]) => setConsentAction(tenant, input)}
      toInput={(data) => ({
        id,
        channel: formText(data, 'channel') as Channel,
        ...subjectOf(formText(data, 'purpose')),
        granted: data.get('granted') === 'yes',
        sourceDetail: formText(data, 'sourceDetail'),
      })}
      onSuccess={(saved) => {
        toast(saved.granted ? 'Recorded that they agreed' : 'Recorded that they withdrew');
        router.refresh();
      }}
      aria-label="Record a consent"
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <Field name="channel" label="Channel">
          <Select options={channels.map((value) => ({ value, label: channelNames[value] }))} />
        </Field>
        <Field name="purpose" label="Purpose">
          <Select
            options={[
              ...purposes.map((value) => ({ value, label: purposeNames[value] })),
              ...topics.map((topic) => ({ value: topic.id, label: `Topic: ${topic.name}` })),
            ]}
          />
        </Field>
        <Field name="granted" label="They">
          <Select
            options={[
              { value: 'yes', label: 'agreed' },
              { value: 'no', label: 'withdrew' },
            ]}
          />
        </Field>
      </div>
      <Field name="sourceDetail" label="How we know" optional>
        <Input maxLength={300} placeholder="Told Ruth by phone, 14 Nov 2026" />
      </Field>
      <FormErrors labels={{ sourceDetail: 'How we know' }} />
      <SubmitRow label="Record consent" />
    </ActionForm>
  );
}
