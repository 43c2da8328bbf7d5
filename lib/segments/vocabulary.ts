export const ops = [
  'is',
  'is_not',
  'contains',
  'not_contains',
  'starts_with',
  'is_set',
  'is_not_set',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'in',
  'not_in',
  'before',
  'after',
  'within_days',
  'older_than_days',
  'has_any',
  'has_all',
  'has_none',
  'granted',
  'not_granted',
  'left',
  'never_asked',
  'did',
  'did_not',
] as const;
export type Op = (typeof ops)[number];

export const fieldTypes = [
  'text',
  'choice',
  'instant',
  'attribute',
  'tags',
  'consent',
  'topic',
  'segment',
  'engagement',
] as const;
export type FieldType = (typeof fieldTypes)[number];

const setOps = ['is_set', 'is_not_set'] as const;
const dayOps = ['before', 'after', 'between', 'within_days', 'older_than_days'] as const;
const textOps = ['is', 'is_not', 'contains', 'not_contains', 'starts_with', 'in', 'not_in', ...setOps] as const;

/** What can be asked of each type of field, in the order in which a menu shows it. */
export const opsOf: Record<FieldType, readonly Op[]> = {
  text: textOps,
  choice: ['is', 'is_not', 'in', 'not_in'],
  instant: [...dayOps, ...setOps],
  attribute: [...textOps, 'gt', 'gte', 'lt', 'lte', ...dayOps],
  tags: ['has_any', 'has_all', 'has_none', ...setOps],
  consent: ['granted', 'not_granted', ...setOps],
  topic: ['granted', 'not_granted', 'left', 'never_asked'],
  segment: ['in', 'not_in'],
  engagement: ['did', 'did_not'],
};

/** Narrower menus for an attribute whose definition names its type. */
export const attributeOps = {
  text: textOps,
  number: ['is', 'is_not', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in', ...setOps],
  boolean: ['is', 'is_not', ...setOps],
  date: ['is', ...dayOps, ...setOps],
} as const satisfies Record<string, readonly Op[]>;

/** Ops that say the opposite of another; they also count everybody about whom nothing is known. */
export const oppositeOf: Partial<Record<Op, Op>> = {
  is_not: 'is',
  not_contains: 'contains',
  is_not_set: 'is_set',
  not_in: 'in',
  has_none: 'has_any',
  not_granted: 'granted',
  did_not: 'did',
};

/** Other names that programs use for an op. */
export const opAliases: Readonly<Record<string, Op>> = {
  eq: 'is',
  equals: 'is',
  '=': 'is',
  '==': 'is',
  ne: 'is_not',
  neq: 'is_not',
  not_equals: 'is_not',
  '!=': 'is_not',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  exists: 'is_set',
  not_exists: 'is_not_set',
  has: 'has_any',
};

/** Columns of a contact that a rule can name. */
export const contactFields = {
  first_name: { label: 'First name', type: 'text' },
  last_name: { label: 'Last name', type: 'text' },
  display_name: { label: 'Display name', type: 'text' },
  email: { label: 'Email', type: 'text' },
  phone: { label: 'Phone', type: 'text' },
  external_id: { label: 'External id', type: 'text' },
  language: { label: 'Language', type: 'text' },
  country: { label: 'Country', type: 'text' },
  time_zone: { label: 'Time zone', type: 'text' },
  source: { label: 'Source', type: 'text' },
  status: { label: 'Status', type: 'choice' },
  created_at: { label: 'Created', type: 'instant' },
  updated_at: { label: 'Changed', type: 'instant' },
  last_activity_at: { label: 'Last activity', type: 'instant' },
} as const satisfies Record<string, { label: string; type: FieldType }>;
export type ContactField = keyof typeof contactFields;

export const engagements = ['sent', 'opened', 'clicked', 'replied'] as const;
export type Engagement = (typeof engagements)[number];

export const engagementLabels: Record<Engagement, string> = {
  sent: 'Was sent a message',
  opened: 'Opened a message',
  clicked: 'Clicked a link',
  replied: 'Replied',
};

export const opLabels: Record<Op, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  is_set: 'is known',
  is_not_set: 'is not known',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  between: 'is between',
  in: 'is one of',
  not_in: 'is none of',
  before: 'is before',
  after: 'is after',
  within_days: 'is in the last … days',
  older_than_days: 'is more than … days ago',
  has_any: 'has any of',
  has_all: 'has all of',
  has_none: 'has none of',
  granted: 'is given',
  not_granted: 'is not given',
  left: 'left one of',
  never_asked: 'was never asked about one of',
  did: 'did',
  did_not: 'did not',
};

/** How an op reads in a menu on a field of this type. */
export function opLabel(type: FieldType, op: Op): string {
  if (type !== 'topic') return opLabels[op];
  return op === 'granted' ? 'agreed to one of' : op === 'not_granted' ? 'agreed to none of' : opLabels[op];
}
