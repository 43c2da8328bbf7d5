import { channels, purposes, type AttributeType, type Channel } from '@/lib/contacts/vocabulary';
import {
  attributeOps,
  contactFields,
  engagementLabels,
  engagements,
  opsOf,
  type FieldType,
  type Op,
} from '@/lib/segments/vocabulary';

export type AttributeDef = { key: string; label: string; type: AttributeType };
/** A segment or a topic that a rule can ask about. */
export type Named = { id: string; name: string };
/** What a rule can be about in this organisation. */
export type FieldOption = { value: string; label: string; hint: string; type: FieldType; attribute?: AttributeType };

const channelNames: Record<Channel, string> = {
  email: 'email',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'push',
  webhook: 'webhook',
};

/** Topics are offered where the organisation has some. */
export function fieldOptions(attributes: readonly AttributeDef[], topics: readonly Named[] = []): FieldOption[] {
  return [
    ...Object.entries(contactFields).map(([value, { label, type }]) => ({ value, label, type, hint: 'Contact' })),
    { value: 'tags', label: 'Tags', hint: 'Contact', type: 'tags' },
    ...attributes.map(({ key, label, type }) => ({
      value: `attributes.${key}`,
      label,
      hint: 'Attribute',
      type: 'attribute' as const,
      attribute: type,
    })),
    ...channels.flatMap((channel) =>
      purposes.map((purpose) => ({
        value: `consent.${channel}.${purpose}`,
        label: `Consent to ${purpose} by ${channelNames[channel]}`,
        hint: 'Consent',
        type: 'consent' as const,
      })),
    ),
    ...(topics.length ? channels : []).map((channel) => ({
      value: `topic.${channel}`,
      label: `Topic by ${channelNames[channel]}`,
      hint: 'Consent',
      type: 'topic' as const,
    })),
    ...engagements.map((kind) => ({
      value: `engagement.${kind}`,
      label: engagementLabels[kind],
      hint: 'Messages',
      type: 'engagement' as const,
    })),
    { value: 'segment', label: 'In another segment', hint: 'Segment', type: 'segment' },
  ];
}

/** The option of a field; one that is gone (an attribute no file has any more) is kept as text. */
export function optionOf(options: readonly FieldOption[], field: string): FieldOption {
  const found = options.find((option) => option.value === field);
  return (
    found ?? {
      value: field,
      label: field.replace(/^attributes\./, ''),
      hint: 'Gone',
      type: field.startsWith('attributes.') ? 'attribute' : field.startsWith('topic.') ? 'topic' : 'text',
    }
  );
}

export const opsFor = (option: FieldOption): readonly Op[] =>
  option.attribute ? attributeOps[option.attribute] : opsOf[option.type];

export type ValueKind =
  | 'none'
  | 'text'
  | 'texts'
  | 'number'
  | 'numbers'
  | 'days'
  | 'date'
  | 'dates'
  | 'yesno'
  | 'status'
  | 'segments'
  | 'topics'
  | 'country'
  | 'countries'
  | 'engagement';

/** Which editor an op needs on a field. */
export function valueKind(option: FieldOption, op: Op): ValueKind {
  switch (op) {
    case 'is_set':
    case 'is_not_set':
      return 'none';
    case 'granted':
    case 'not_granted':
    case 'left':
    case 'never_asked':
      return option.type === 'topic' ? 'topics' : 'none';
    case 'within_days':
    case 'older_than_days':
      return 'days';
    case 'did':
    case 'did_not':
      return 'engagement';
    case 'before':
    case 'after':
      return 'date';
    case 'between':
      return option.attribute === 'number' ? 'numbers' : 'dates';
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return 'number';
    case 'in':
    case 'not_in':
      if (option.type === 'segment') return 'segments';
      return option.value === 'country' ? 'countries' : 'texts';
    case 'has_any':
    case 'has_all':
    case 'has_none':
      return 'texts';
    case 'contains':
    case 'not_contains':
    case 'starts_with':
      return 'text';
    case 'is':
    case 'is_not':
      if (option.type === 'choice') return 'status';
      if (option.value === 'country') return 'country';
      if (option.attribute === 'boolean') return 'yesno';
      if (option.attribute === 'number') return 'number';
      return option.attribute === 'date' ? 'date' : 'text';
  }
}

const folded = ['email', 'phone', 'country'];

/** Whether an op compares whole texts as they are written, so that “berlin” does not find “Berlin”. */
export function capitalsCount(option: FieldOption, op: Op): boolean {
  if (op !== 'is' && op !== 'is_not' && op !== 'in' && op !== 'not_in') return false;
  if (option.type === 'attribute') return option.attribute === undefined || option.attribute === 'text';
  return option.type === 'text' && !folded.includes(option.value);
}

/** What a fresh editor of this kind starts with. */
export function emptyValue(kind: ValueKind): unknown {
  const starts: Partial<Record<ValueKind, unknown>> = {
    texts: [],
    segments: [],
    countries: [],
    topics: [],
    days: 30,
    numbers: [0, 0],
    dates: ['', ''],
    yesno: true,
    status: 'active',
    engagement: { withinDays: 90 },
    text: '',
    country: '',
    date: '',
  };
  return starts[kind];
}
