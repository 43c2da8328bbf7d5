'use client';

import { useState } from 'react';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Note } from '@/components/ui/note';
import { useHotkey } from '@/components/ui/use-hotkey';
import type { Campaign } from '@/lib/campaigns/schema';
import { AudienceStep } from './audience-step';
import { CheckStep } from './check-step';
import { optionProblem } from './draft-problems';
import type { SegmentChoice } from './find-segment';
import { SenderChoice, type SenderOption } from './sender-choice';
import { TopicChoice, type TopicOption } from './topic-choice';
import { TrackingChoice } from './tracking-choice';
import { MessageStep, type TemplateChoice } from './message-step';
import { OptionsStep } from './options-step';
import { useCampaignDraft } from './use-campaign-draft';
import { nameStep, pushStep, useStepAddress } from './step-address';
import { useKeptChoices } from './use-kept-choices';
import { steps, stepWords, WizardSteps, type Step } from './wizard-steps';

type CampaignWizardProps = {
  tenant: string;
  campaign: Campaign | null;
  segments: readonly SegmentChoice[];
  templates: readonly TemplateChoice[];
  topics: readonly TopicOption[];
  senders: readonly SenderOption[];
  /** There are segments beyond these. */
  moreSegments: boolean;
  maySend: boolean;
  /** Whether the reader may open where problems of sending are mended. */
  mayMend: boolean;
  /** The organisation's time zone. */
  zone: string;
};

const withFound = <T extends { id: string }>(known: readonly T[], found: T): readonly T[] =>
  known.some((each) => each.id === found.id) ? known : [found, ...known];

/** From a name to sending, in three steps; what was chosen is stored as a draft on the way. */
export function CampaignWizard({ tenant, campaign, maySend, moreSegments, zone, ...first }: CampaignWizardProps) {
  const { draft, error, store, id, dirty, edit } = useCampaignDraft(tenant, campaign);
  // What is found by typing is kept here, so that going back to a step still knows its name.
  const [segments, setSegments] = useState(first.segments);
  const [templates, setTemplates] = useState(first.templates);
  const [going, setGoing] = useState(false);
  useUnsavedGuard(dirty, null);
  const wrongOption = optionProblem(draft);
  const done: Record<Step, boolean> = {
    audience: draft.name.trim() !== '' && draft.segmentIds.length > 0,
    message: draft.templateId !== null,
    options: wrongOption === null,
    check: false,
  };
  // A step of which nothing has to be chosen is done by having been there, or by being past it in a stored draft.
  const [seen, setSeen] = useState(campaign !== null);
  const ticked = { ...done, options: done.options && seen };
  const complete = done.audience && done.message && done.options;
  const channel = templates.find(({ id: each }) => each === draft.templateId)?.channel ?? 'email';
  const wanted = useStepAddress() ?? (campaign ? 'check' : 'audience');
  // A step opens when those before it are done.
  const step = steps.find((each) => each === wanted || !done[each]) ?? wanted;
  useKeptChoices({ tenant, id, isNew: !campaign, draft, segments, templates }, step, (kept) => {
    edit(kept.draft);
    setSegments((known) => kept.segments.reduce(withFound, known));
    setTemplates((known) => kept.templates.reduce(withFound, known));
  });
  const index = steps.indexOf(step);
  const next = steps[index + 1];

  const go = async (to: Step) => {
    if (complete && (id || steps.indexOf(to) > steps.indexOf('message'))) {
      setGoing(true);
      const stored = await store();
      setGoing(false);
      if (!stored) return;
    }
    if (to === 'options') setSeen(true);
    nameStep(step);
    pushStep(to);
  };
  const missing =
    step === 'audience' && !done.audience
      ? 'Give it a name and choose who gets it'
      : step === 'message' && !done.message
        ? 'Choose a template'
        : step === 'options' && !done.options
          ? (wrongOption ?? undefined)
          : undefined;
  const forward = () => {
    if (next && !missing && !going) void go(next);
  };
  useHotkey('mod+enter', forward);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-4 md:grid-cols-[13rem_minmax(0,44rem)]">
      <WizardSteps current={step} done={done} ticked={ticked} onGo={(to) => void go(to)} />
      <div className="flex min-w-0 flex-col gap-4">
        {error ? (
          <Note tone="bad" alert title="Not saved.">
            {error.message}
          </Note>
        ) : null}
        {step === 'audience' ? (
          <AudienceStep
            tenant={tenant}
            draft={draft}
            edit={edit}
            segments={segments}
            more={moreSegments}
            onFound={(found) => setSegments((known) => withFound(known, found))}
            errors={error?.fields ?? {}}
          />
        ) : null}
        {step === 'message' ? (
          <MessageStep
            tenant={tenant}
            templates={templates}
            onFound={(found) => setTemplates((known) => withFound(known, found))}
            draft={draft}
            onChoose={(chosen) =>
              edit({
                templateId: chosen?.id ?? null,
                ...(chosen && chosen.channel !== 'email' ? { senderId: null } : {}),
              })
            }
            error={error?.fields?.['templateId']}
          >
            <div className="grid gap-3 empty:hidden sm:grid-cols-2">
              <SenderChoice
                draft={draft}
                edit={edit}
                senders={channel === 'email' ? first.senders : []}
                error={error?.fields?.['senderId']}
              />
              <TopicChoice draft={draft} edit={edit} topics={first.topics} error={error?.fields?.['topicId']} />
            </div>
          </MessageStep>
        ) : null}
        {step === 'message' ? <TrackingChoice draft={draft} edit={edit} channel={channel} /> : null}
        {step === 'options' ? (
          <OptionsStep
            tenant={tenant}
            zone={zone}
            channel={channel}
            draft={draft}
            edit={edit}
            templates={templates}
            errors={error?.fields ?? {}}
          />
        ) : null}
        {step === 'check' && id && !dirty ? (
          <CheckStep {...{ tenant, draft, channel, zone, maySend }} campaignId={id} mayMend={first.mayMend} />
        ) : null}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span role="status" className={cn('mr-auto text-xs', wrongOption ? 'text-bad-text' : 'text-ink-3')}>
            {missing ?? (id ? (dirty ? 'Saving' : 'Saved as a draft') : '')}
          </span>
          {index > 0 ? (
            <Button variant="ghost" onClick={() => void go(steps[index - 1] ?? 'audience')}>
              Back
            </Button>
          ) : null}
          {next ? (
            <Button variant="primary" busy={going} reason={missing} onClick={forward}>
              Next: {stepWords[next].toLowerCase()}
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}
