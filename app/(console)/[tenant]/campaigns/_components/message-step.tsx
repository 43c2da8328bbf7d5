'use client';

import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { channelNames } from '@/components/contacts/channel-names';
import type { MessageSource } from '@/components/templates/mail-frame';
import { Field } from '@/components/form/field';
import { Button, ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { Note } from '@/components/ui/note';
import { EmptyState } from '@/components/ui/states';
import type { Channel } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';
import type { Template } from '@/lib/templates/schema';
import { templateChannels } from '@/lib/templates/vocabulary';
import { findTemplatesAction, readTemplateAction } from '../actions';
import { MessagePreview } from './message-preview';
import type { CampaignDraft } from './use-campaign-draft';

export type TemplateChoice = { id: string; name: string; channel: Channel };
type MessageStepProps = {
  tenant: string;
  /** The newest ones, and what was found before. */
  templates: readonly TemplateChoice[];
  onFound: (template: TemplateChoice) => void;
  /** Who gets it, and which template. */
  draft: CampaignDraft;
  onChoose: (template: TemplateChoice | null) => void;
  error?: string | undefined;
  /** What else is asked of the message, above its picture. */
  children?: ReactNode;
};

const optionOf = ({ id, name, channel }: TemplateChoice): ComboOption => ({
  ...{ value: id, label: name },
  ...(channel === 'email' ? {} : { hint: channelNames[channel] }),
});

const choiceOf = ({ id, name, channel }: { id: string; name: string; channel: string }): TemplateChoice => ({
  ...{ id, name, channel: channel as Channel },
});

const sourceOf = ({ subject, html, text, channel, approved, push }: Template): MessageSource => ({
  ...{ subject, html, text, approved, push },
  channel: templateChannels.find((each) => each === channel) ?? 'email',
});

/** Which template, as a person of the audience would read it. */
export function MessageStep({ tenant, templates, onFound, draft, onChoose, error, children }: MessageStepProps) {
  const { templateId, segmentIds, excludedSegmentIds } = draft;
  const [source, setSource] = useState<MessageSource | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const met = useRef(new Map<string, TemplateChoice>());
  const read = useCallback(() => {
    let stale = false;
    if (!templateId) {
      setSource(null);
      return () => undefined;
    }
    readTemplateAction(tenant, { id: templateId }).then(
      (result) => {
        if (stale) return;
        setFailed(result.ok ? null : result.error.message);
        setSource(result.ok ? sourceOf(result.value) : null);
      },
      () => !stale && setFailed('The template did not come.'),
    );
    return () => {
      stale = true;
    };
  }, [tenant, templateId]);
  useEffect(() => read(), [read]);
  const searchTemplates = useCallback(
    async (query: string): Promise<ComboOption[]> => {
      const found = await findTemplatesAction(tenant, { q: query.slice(0, 120), limit: 20 });
      if (!found.ok) throw new Error(found.error.message);
      const choices = found.value.items.map(choiceOf);
      for (const each of choices) met.current.set(each.id, each);
      return choices.map(optionOf);
    },
    [tenant],
  );
  if (templates.length === 0) {
    return (
      <Card>
        <EmptyState
          icon="layout-template"
          title="There is no template yet"
          actions={
            <ButtonLink variant="primary" icon="plus" href={pages.newTemplate(tenant)}>
              New template
            </ButtonLink>
          }
        >
          Write the message first; what you chose here so far takes a moment to choose again.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <div className="flex flex-col gap-3">
        <Field name="templateId" label="Template" error={error}>
          <Combobox
            placeholder="Choose a template"
            value={templateId}
            options={templates.map(optionOf)}
            search={searchTemplates}
            onChange={(id) => {
              const chosen = templates.find((each) => each.id === id) ?? met.current.get(id ?? '') ?? null;
              if (chosen) onFound(chosen);
              onChoose(chosen);
            }}
          />
        </Field>
        {children}
        {failed ? (
          <Note
            tone="bad"
            actions={
              <Button size="sm" onClick={() => void read()}>
                Try again
              </Button>
            }
          >
            {failed}
          </Note>
        ) : null}
        {source && templateId ? (
          <MessagePreview
            tenant={tenant}
            source={{ ...source, campaignName: draft.name, senderId: draft.senderId }}
            readersOf={{ segmentIds, excludedSegmentIds }}
            title="The message as its reader sees it"
          />
        ) : null}
      </div>
    </Card>
  );
}
