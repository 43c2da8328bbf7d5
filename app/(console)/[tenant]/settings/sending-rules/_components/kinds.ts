import { formText } from '@/components/form/form-text';
import { channels, type Channel, type ConsentSource } from '@/lib/contacts/vocabulary';
import type { SendingRule } from '@/lib/compliance/schema';
import type { CapacityScope, CapAnswer, OtherProviders } from '@/lib/compliance/vocabulary';

/** Kinds of rules that an organisation makes, in the gate's order of meaning to people. */
export const kindNames: Record<string, string> = {
  quiet_hours: 'Quiet hours',
  frequency_cap: 'Frequency cap',
  capacity: 'Capacity',
  double_opt_in: 'Double opt-in',
  consent: 'Consent by objection',
  legal_profile: 'Legal profile',
};
export const kinds = Object.entries(kindNames).map(([value, label]) => ({ value, label }));

export const units = [
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
];

const weekdaysOf = (data: FormData) => data.getAll('days').map(Number);
const hoursOf = (data: FormData) => {
  const days = weekdaysOf(data);
  return {
    from: formText(data, 'rule.action.from'),
    to: formText(data, 'rule.action.to'),
    ...(days.length ? { days } : {}),
  };
};

const wordsOf = (data: FormData, name: string): string[] =>
  formText(data, name)
    .split(/[\s,;]+/)
    .filter(Boolean);

/** What a rule's fields say; the schema checks it. */
function actionOf(kind: string, data: FormData): SendingRule['rule'] {
  const number = (name: string) => Number(formText(data, name));
  switch (kind) {
    case 'frequency_cap':
      return {
        type: kind,
        action: {
          ...{ messages: number('rule.action.messages'), days: number('rule.action.days') },
          over: formText(data, 'rule.action.over') as CapAnswer,
        },
      };
    case 'capacity': {
      const domains = wordsOf(data, 'rule.action.domains');
      const others = formText(data, 'rule.action.others');
      const provider = formText(data, 'rule.action.provider');
      return {
        type: kind,
        action: {
          messages: number('rule.action.messages'),
          seconds: number('rule.action.seconds') * number('unit'),
          per: formText(data, 'rule.action.per') as CapacityScope,
          ...(domains.length ? { domains } : {}),
          ...(provider ? { provider } : {}),
          ...(others ? { others: others as OtherProviders } : {}),
        },
      };
    }
    case 'double_opt_in':
      return {
        type: kind,
        action: { sources: data.getAll('rule.action.sources').filter((s) => typeof s === 'string') as ConsentSource[] },
      };
    case 'consent':
      return { type: kind, action: { basis: 'unless_withdrawn' } };
    case 'legal_profile': {
      const days = formText(data, 'rule.action.consentMaxDays');
      return {
        type: kind,
        action: {
          law: formText(data, 'rule.action.law'),
          ...(data.get('required') ? { consent: 'required' as const } : {}),
          ...(days ? { consentMaxDays: Number(days) } : {}),
        },
      };
    }
    default:
      return { type: 'quiet_hours', action: hoursOf(data) };
  }
}

/** A rule as the form holds it. */
export function ruleOf(kind: string, data: FormData) {
  const picked = data.getAll('channels').map(String);
  const countries = data.getAll('condition.countries').map(String);
  return {
    name: formText(data, 'name'),
    rule: actionOf(kind, data) as Exclude<SendingRule['rule'], { type: 'bypass' }>,
    condition: {
      ...(picked.length && picked.length < channels.length ? { channels: picked as Channel[] } : {}),
      ...(countries.length ? { countries } : {}),
    },
  };
}

/** Seconds as the number and unit that a form shows. */
export function inUnits(seconds: number): { count: number; unit: string } {
  const unit = [86_400, 3600, 60].find((size) => seconds % size === 0) ?? 60;
  return { count: Math.max(1, Math.round(seconds / unit)), unit: String(unit) };
}
