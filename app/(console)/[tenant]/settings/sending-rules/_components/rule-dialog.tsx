'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ProviderNames } from '@/components/compliance/words';
import { channelNames } from '@/components/contacts/channel-names';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { CountriesChoice } from '@/components/places/country-choice';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { channels } from '@/lib/contacts/vocabulary';
import type { SendingRule } from '@/lib/compliance/schema';
import { createRuleAction, updateRuleAction } from '../actions';
import { kinds, ruleOf } from './kinds';
import { RuleFields } from './rule-fields';

type RuleInput = ReturnType<typeof ruleOf>;

type RuleDialogProps = { tenant: string; rule?: SendingRule; providers: ProviderNames };

/** Makes a rule, or changes one. */
export function RuleDialog({ tenant, rule, providers }: RuleDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<string>(rule?.rule.type ?? 'quiet_hours');
  const save = (input: RuleInput) =>
    rule ? updateRuleAction(tenant, { id: rule.id, ...input }) : createRuleAction(tenant, input);
  const trigger = rule ? (
    <Button size="sm" aria-label={`Change ${rule.name}`}>
      Change
    </Button>
  ) : (
    <Button size="sm" icon="plus">
      New rule
    </Button>
  );
  return (
    <Dialog title={rule ? `Change ${rule.name}` : 'New rule'} open={open} onOpenChange={setOpen} trigger={trigger}>
      <ActionForm
        aria-label={rule ? 'Change the rule' : 'New rule'}
        action={save}
        toInput={(data) => ruleOf(kind, data)}
        onSuccess={(saved) => {
          setOpen(false);
          toast(`Saved ${saved.name}`);
          router.refresh();
        }}
      >
        <Field name="kind" label="Kind">
          <Select
            options={kinds}
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            disabled={Boolean(rule)}
          />
        </Field>
        <Field name="name" label="Name" help="Shown wherever it stops or delays a message.">
          <Input maxLength={120} autoComplete="off" defaultValue={rule?.name} />
        </Field>
        <RuleFields key={kind} kind={kind} rule={rule?.rule.type === kind ? rule.rule : null} providers={providers} />
        <fieldset>
          <legend className="mb-1 font-medium">Channels</legend>
          <div className="flex flex-wrap gap-x-5">
            {channels.map((channel) => (
              <Checkbox
                key={channel}
                name="channels"
                value={channel}
                label={channelNames[channel]}
                defaultChecked={!rule?.condition.channels || rule.condition.channels.includes(channel)}
              />
            ))}
          </div>
        </fieldset>
        {kind === 'capacity' ? null : (
          <Field name="condition.countries" label="Countries" optional help="All when none is chosen.">
            <CountriesChoice defaultValue={rule?.condition.countries} />
          </Field>
        )}
        <FormErrors
          labels={{
            ...{ name: 'Name', 'condition.countries': 'Countries', 'rule.action.from': 'From', 'rule.action.to': 'To' },
            ...{ 'rule.action.messages': 'Messages', 'rule.action.days': 'Days', 'rule.action.seconds': 'Time' },
            'rule.action.provider': 'Provider',
            ...{ 'rule.action.sources': 'Ways', 'rule.action.law': 'Law', 'rule.action.consentMaxDays': 'Age' },
          }}
        />
        <SubmitRow label={rule ? 'Save rule' : 'Add rule'} onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
