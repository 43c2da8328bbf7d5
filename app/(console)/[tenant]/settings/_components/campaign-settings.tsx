'use client';

import { useRouter } from 'next/navigation';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { updateCampaignSettingsAction } from '../actions';

type CampaignSettingsProps = {
  tenant: string;
  settings: { controlPercent: number; archiveAfterMonths: number };
  mayWrite: boolean;
};

const numberOf = (data: FormData, name: string) => {
  const text = formText(data, name).trim();
  return text === '' ? 0 : Number(text);
};

/** What holds for every campaign: who is kept apart to compare with, and when what is over leaves the list. */
export function CampaignSettings({ tenant, settings, mayWrite }: CampaignSettingsProps) {
  const router = useRouter();
  const { controlPercent, archiveAfterMonths } = settings;
  return (
    <Card title="Campaigns">
      {mayWrite ? (
        <ActionForm
          aria-label="Campaigns"
          action={(input: { controlPercent: number; archiveAfterMonths: number }) =>
            updateCampaignSettingsAction(tenant, input)
          }
          toInput={(data) => ({
            controlPercent: numberOf(data, 'controlPercent'),
            archiveAfterMonths: numberOf(data, 'archiveAfterMonths'),
          })}
          onSuccess={() => {
            toast('Saved');
            router.refresh();
          }}
        >
          <Field
            name="controlPercent"
            label="Control group of the organisation"
            help="Of 100 contacts so many get no marketing campaign, always the same ones: what the others do more is what campaigns are worth. 0: nobody."
          >
            <Input type="number" min={0} max={50} defaultValue={controlPercent} unit="%" className="max-w-32" />
          </Field>
          <Field
            name="archiveAfterMonths"
            label="Archive ended campaigns after"
            help="They leave the list, with nothing lost. 0: never by themselves."
          >
            <Input
              type="number"
              min={0}
              max={120}
              defaultValue={archiveAfterMonths}
              unit="months"
              className="max-w-32"
            />
          </Field>
          <FormErrors labels={{ controlPercent: 'Control group', archiveAfterMonths: 'Archive after' }} />
          <SubmitRow label="Save" />
        </ActionForm>
      ) : (
        <DescriptionList
          items={[
            { term: 'Control group', value: `${controlPercent} %` },
            { term: 'Archive after', value: archiveAfterMonths === 0 ? 'Never' : `${archiveAfterMonths} months` },
          ]}
        />
      )}
    </Card>
  );
}
