import type { Channel } from '@/lib/contacts/vocabulary';
import type { Field } from './field';
import { fieldOf } from './field';
import type { Group, Leaf, Rule } from './rule';
import { groupOf, isLeaf } from './rule';
import type { EngagementValue } from './value';
import type { Engagement, Op } from './vocabulary';
import { contactFields, opLabels } from './vocabulary';

/** Names for what a rule holds by key or id; what is missing is shown as it is stored. */
export interface RuleLabels {
  /** Attribute key → label. */
  attributes?: Record<string, string>;
  segments?: Record<string, string>;
  campaigns?: Record<string, string>;
  topics?: Record<string, string>;
}

/** The rule as one English sentence. It says where people about whom nothing is known are counted in. */
export function ruleInWords(rule: Rule, labels: RuleLabels = {}): string {
  const sentence = phrase(rule, labels);
  if (sentence === 'everybody') return 'Everybody.';
  if (sentence === 'nobody') return 'Nobody.';
  return `Everybody of whom it is true that ${sentence}.`;
}

function phrase(rule: Rule, labels: RuleLabels): string {
  return isLeaf(rule) ? leafInWords(rule, labels) : groupInWords(rule, labels);
}

function groupInWords(group: Group, labels: RuleLabels): string {
  const { kind, rules } = groupOf(group);
  if (rules.length === 0) return kind === 'any' ? 'nobody' : 'everybody';
  const parts = rules.map((rule) => {
    const text = phrase(rule, labels);
    const whole = isLeaf(rule) || rules.length === 1 || groupOf(rule).rules.length < 2;
    return whole ? text : `(${text})`;
  });
  if (kind === 'none') return `none of this holds: ${parts.join('; ')}`;
  return parts.join(kind === 'all' ? ' and ' : ' or ');
}

/** One leaf as a clause without capital or full stop, such as `country is DE or AT`. */
export function leafInWords(leaf: Leaf, labels: RuleLabels = {}): string {
  const field = fieldOf(leaf.field);
  if (!field) return `${leaf.field} ${opLabels[leaf.op]}`;
  switch (field.type) {
    case 'tags':
      return tagsInWords(leaf);
    case 'segment': {
      const names = (leaf.value as string[]).map((id) => labels.segments?.[id] ?? id);
      return `they are ${leaf.op === 'in' ? '' : 'not '}in the segment ${list(names, 'or')}`;
    }
    case 'consent':
      return consentInWords(field, leaf.op);
    case 'topic':
      return topicInWords(field.channel, leaf, labels);
    case 'engagement':
      return engagementInWords(field.kind, leaf, labels);
    default:
      return `${nameOf(field, labels)} ${comparison(leaf)}`;
  }
}

function nameOf(field: Field, labels: RuleLabels): string {
  if (field.type === 'attribute') return labels.attributes?.[field.key] ?? field.key.replaceAll('_', ' ');
  return 'column' in field ? contactFields[field.column].label.toLowerCase() : field.type;
}

const quoted = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'string' ? `“${value}”` : String(value);

/** At most five are named. */
function list(items: string[], word: 'and' | 'or'): string {
  const shown = items.length > 5 ? [...items.slice(0, 4), `${items.length - 4} more`] : items;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`;
}

const UNKNOWN = ' or is not known';

function comparison({ op, value }: Leaf): string {
  switch (op) {
    case 'is_set':
    case 'is_not_set':
      return opLabels[op];
    case 'in':
      return `is ${list((value as unknown[]).map(quoted), 'or')}`;
    case 'not_in':
      return `is not ${list((value as unknown[]).map(quoted), 'or')}${UNKNOWN}`;
    case 'is_not':
    case 'not_contains':
      return `${opLabels[op]} ${quoted(value)}${UNKNOWN}`;
    case 'between': {
      const [from, to] = value as [unknown, unknown];
      return `is between ${String(from)} and ${String(to)}`;
    }
    case 'before':
    case 'after':
      return `${opLabels[op]} ${String(value)}`;
    case 'within_days':
      return `is in the last ${days(value as number)}`;
    case 'older_than_days':
      return `is more than ${days(value as number)} ago`;
    default:
      return `${opLabels[op]} ${quoted(value)}`;
  }
}

const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`);

function tagsInWords({ op, value }: Leaf): string {
  if (op === 'is_set') return 'they have a tag';
  if (op === 'is_not_set') return 'they have no tag';
  const names = (value as string[]).map(quoted);
  if (op === 'has_all') return `they have the tag ${list(names, 'and')}`;
  return `they ${op === 'has_any' ? 'have' : 'do not have'} the tag ${list(names, 'or')}`;
}

const CHANNELS = { email: 'email', sms: 'SMS', whatsapp: 'WhatsApp', push: 'push', webhook: 'webhook' } as const;

function consentInWords(field: Extract<Field, { type: 'consent' }>, op: Op): string {
  const what = `${field.purpose} by ${CHANNELS[field.channel]}`;
  if (op === 'granted') return `they agreed to ${what}`;
  if (op === 'not_granted') return `they did not agree to ${what}, or were never asked`;
  return op === 'is_set' ? `they were asked about ${what}` : `they were never asked about ${what}`;
}

const ABOUT_TOPIC: Partial<Record<Op, string>> = {
  granted: 'agreed to',
  not_granted: 'did not agree to',
  left: 'left',
  never_asked: 'were never asked about',
};

function topicInWords(channel: Channel, { op, value }: Leaf, labels: RuleLabels): string {
  const names = (value as string[]).map((id) => quoted(labels.topics?.[id] ?? id));
  return `they ${ABOUT_TOPIC[op]} the topic ${list(names, 'or')} by ${CHANNELS[channel]}${op === 'not_granted' ? ', or were never asked' : ''}`;
}

const DID: Record<Engagement, [string, string]> = {
  sent: ['were sent', 'were not sent'],
  opened: ['opened', 'did not open'],
  clicked: ['clicked in', 'did not click in'],
  replied: ['replied to', 'did not reply to'],
};

function engagementInWords(kind: Engagement, { op, value }: Leaf, labels: RuleLabels): string {
  const { withinDays, campaignId, atLeast = 1 } = value as EngagementValue;
  const verb = DID[kind][op === 'did' ? 0 : 1];
  const count = atLeast === 1 ? (op === 'did' ? 'a message' : 'any message') : `at least ${atLeast} messages`;
  const campaign =
    campaignId === undefined ? '' : ` of the campaign ${quoted(labels.campaigns?.[campaignId] ?? campaignId)}`;
  const since = withinDays === undefined ? '' : ` in the last ${days(withinDays)}`;
  return `they ${verb} ${count}${campaign}${since}`;
}
