import { Field } from '@/components/form/field';
import { Select } from '@/components/ui/select';
import type { CampaignDraft } from './use-campaign-draft';

export type TopicOption = { id: string; name: string };
type TopicChoiceProps = {
  draft: CampaignDraft;
  edit: (part: Partial<CampaignDraft>) => void;
  topics: readonly TopicOption[];
  error?: string | undefined;
};

/** What the campaign is about; nothing is asked where the organisation has no topics. */
export function TopicChoice({ draft, edit, topics, error }: TopicChoiceProps) {
  if (topics.length === 0) return null;
  return (
    <Field
      name="topicId"
      label="Topic"
      help="Who left this topic on the preference page does not get it. Without one it reaches everybody who agreed to marketing."
      {...(error ? { error } : {})}
    >
      <Select
        placeholder="None: mailings in general"
        options={topics.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.topicId ?? ''}
        onChange={(event) => edit({ topicId: event.target.value || null })}
      />
    </Field>
  );
}
