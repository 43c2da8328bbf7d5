import { Field } from '@/components/form/field';
import { Select } from '@/components/ui/select';
import type { CampaignDraft } from './use-campaign-draft';

export type SenderOption = { id: string; name: string; isDefault: boolean };
type SenderChoiceProps = {
  draft: CampaignDraft;
  edit: (part: Partial<CampaignDraft>) => void;
  senders: readonly SenderOption[];
  error?: string | undefined;
};

/** Whose name the mail carries; nothing is asked where there is one sender only. */
export function SenderChoice({ draft, edit, senders, error }: SenderChoiceProps) {
  if (senders.length < 2) return null;
  const usual = senders.find(({ isDefault }) => isDefault);
  return (
    <Field
      name="senderId"
      label="From"
      help="The name and address that recipients see. Their answers come to the inbox whichever you choose."
      {...(error ? { error } : {})}
    >
      <Select
        placeholder={usual ? `${usual.name}: the default` : 'The default sender'}
        options={senders
          .filter((one) => one !== usual || one.id === draft.senderId)
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.senderId ?? ''}
        onChange={(event) => edit({ senderId: event.target.value || null })}
      />
    </Field>
  );
}
