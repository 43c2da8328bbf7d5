'use client';

import { useState } from 'react';
import type { ProviderNames } from '@/components/compliance/words';
import { Field } from '@/components/form/field';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { consentSources, consentSourceWords, type ConsentSource } from '@/lib/contacts/vocabulary';
import type { RuleAction, SendingRule } from '@/lib/compliance/schema';
import { installation, isByMailboxes, isByProvider, type CapacityScope } from '@/lib/compliance/vocabulary';
import { inUnits, units } from './kinds';

type Rule = SendingRule['rule'];
type Of<T extends Rule['type']> = Extract<RuleAction, { type: T }>['action'] | null;

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const actionOf = <T extends Rule['type']>(rule: Rule | null, type: T) =>
  (rule?.type === type ? rule.action : null) as Of<T>;

/** What a rule of this kind needs to know. */
export function RuleFields({ kind, rule, providers }: { kind: string; rule: Rule | null; providers: ProviderNames }) {
  if (kind === 'quiet_hours') return <QuietHours action={actionOf(rule, 'quiet_hours')} />;
  if (kind === 'frequency_cap') return <Cap action={actionOf(rule, 'frequency_cap')} />;
  if (kind === 'capacity') return <Capacity action={actionOf(rule, 'capacity')} providers={providers} />;
  if (kind === 'double_opt_in') return <Confirmation action={actionOf(rule, 'double_opt_in')} />;
  if (kind === 'legal_profile') return <Law action={actionOf(rule, 'legal_profile')} />;
  return (
    <p className="text-ink-2">
      Who was never asked may be written to until they object. Where the law asks for consent first, that still holds.
    </p>
  );
}

function QuietHours({ action }: { action: Of<'quiet_hours'> }) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="rule.action.from" label="From" help="On the clock of the contact.">
          <Input type="time" defaultValue={action?.from ?? '21:00'} />
        </Field>
        <Field name="rule.action.to" label="To">
          <Input type="time" defaultValue={action?.to ?? '08:00'} />
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">Whole days that are quiet</legend>
        <div className="flex flex-wrap gap-x-5">
          {weekdays.map((day, index) => (
            <Checkbox
              key={day}
              name="days"
              value={(index + 1) % 7}
              label={day}
              defaultChecked={action?.days?.includes((index + 1) % 7) ?? false}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}

function Cap({ action }: { action: Of<'frequency_cap'> }) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="rule.action.messages" label="At most this many messages">
          <Input type="number" min={1} max={1000} defaultValue={action?.messages ?? 2} />
        </Field>
        <Field name="rule.action.days" label="In this many days" help="Of all campaigns together.">
          <Input type="number" min={1} max={90} defaultValue={action?.days ?? 7} />
        </Field>
      </div>
      <Field name="rule.action.over" label="What would be more">
        <Select
          defaultValue={action?.over ?? 'skip'}
          options={[
            { value: 'skip', label: 'is left out, and says so' },
            { value: 'defer', label: 'waits until there is room' },
          ]}
        />
      </Field>
    </>
  );
}

function Capacity({ action, providers }: { action: Of<'capacity'>; providers: ProviderNames }) {
  const { count, unit } = inUnits(action?.seconds ?? 3600);
  const [per, setPer] = useState<CapacityScope>(action?.per ?? 'organisation');
  const chosen = action?.provider ?? '';
  const gone = chosen !== '' && chosen !== installation && !(chosen in providers) ? chosen : null;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field name="rule.action.messages" label="At most messages">
          <Input type="number" min={1} defaultValue={action?.messages ?? 10_000} />
        </Field>
        <Field name="rule.action.seconds" label="In every">
          <Input type="number" min={1} defaultValue={count} />
        </Field>
        <Field name="unit" label="Unit">
          <Select defaultValue={unit} options={units} />
        </Field>
      </div>
      <Field
        name="rule.action.per"
        label="Counted"
        help={
          isByProvider(per)
            ? 'The providers under Settings, Providers; the mail server of this installation is one too. What was counted for one leaves by no other.'
            : 'What is more waits for the next stretch of time.'
        }
      >
        <Select
          value={per}
          onChange={(event) => setPer(event.target.value as CapacityScope)}
          options={[
            { value: 'organisation', label: 'for the whole organisation' },
            { value: 'sender', label: 'for each sender' },
            { value: 'recipient_provider', label: 'for each provider of mailboxes (Gmail, Outlook, …)' },
            { value: 'provider', label: 'for each provider that messages leave by' },
            {
              value: 'provider_and_recipient_provider',
              label: 'for each provider and each of mailboxes',
            },
          ]}
        />
      </Field>
      {isByProvider(per) ? (
        <Field name="rule.action.provider" label="Provider">
          <Select
            defaultValue={action?.provider ?? ''}
            options={[
              { value: '', label: 'each of them' },
              ...Object.entries(providers).map(([value, label]) => ({ value, label })),
              { value: installation, label: 'the mail server of this installation' },
              // Kept, so that saving something else says that it has to be chosen anew.
              ...(gone ? [{ value: gone, label: 'a provider that was deleted' }] : []),
            ]}
          />
        </Field>
      ) : null}
      {isByMailboxes(per) ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="rule.action.domains"
            label="Domains counted on their own"
            optional
            help="Beside Gmail, Outlook, Yahoo, Apple, GMX and Proton; with commas between them."
          >
            <Input defaultValue={action?.domains?.join(', ') ?? ''} autoComplete="off" spellCheck={false} />
          </Field>
          <Field name="rule.action.others" label="All other domains">
            <Select
              defaultValue={action?.others ?? 'together'}
              options={[
                { value: 'together', label: 'are counted as one' },
                { value: 'free', label: 'are not counted' },
              ]}
            />
          </Field>
        </div>
      ) : null}
    </>
  );
}

/** By which a consent can come that somebody else may have given. */
const confirmable: readonly ConsentSource[] = ['import', 'form', 'api', 'manual', 'inbound'];

function Confirmation({ action }: { action: Of<'double_opt_in'> }) {
  const chosen = action?.sources ?? ['form', 'api'];
  return (
    <Field
      name="rule.action.sources"
      label="A consent has to be confirmed when it came by"
      hideLabel
      help="They get one mail with a link to confirm. Until they do, campaigns leave them out."
    >
      <fieldset>
        <legend className="mb-1 font-medium">A consent has to be confirmed when it came by</legend>
        <div className="flex flex-wrap gap-x-5">
          {consentSources
            .filter((source) => confirmable.includes(source))
            .map((source) => (
              <Checkbox
                key={source}
                name="rule.action.sources"
                value={source}
                label={consentSourceWords[source]}
                defaultChecked={chosen.includes(source)}
              />
            ))}
        </div>
      </fieldset>
    </Field>
  );
}

function Law({ action }: { action: Of<'legal_profile'> }) {
  return (
    <>
      <Field name="rule.action.law" label="Law or policy" help="As people cite it.">
        <Input maxLength={160} autoComplete="off" defaultValue={action?.law} />
      </Field>
      <Checkbox
        name="required"
        label="Nobody is written to without consent"
        defaultChecked={action?.consent === 'required'}
      />
      <Field name="rule.action.consentMaxDays" label="A consent counts for this many days" optional>
        <Input type="number" min={1} max={3650} defaultValue={action?.consentMaxDays} />
      </Field>
    </>
  );
}
