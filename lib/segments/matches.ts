import type { InstantBounds } from './bounds';
import { dayBounds, daysAgo, instantBounds } from './bounds';
import { foldExact } from './compile';
import { fieldOf } from './field';
import type { Leaf, Rule } from './rule';
import { groupOf, isLeaf } from './rule';
import type { EngagementValue, Scalar } from './value';
import type { ContactField, Engagement } from './vocabulary';
import { oppositeOf } from './vocabulary';

/** What a rule can ask about one contact; moments are ISO instants in UTC with milliseconds. */
export interface Person {
  /** `email` as normalised, `phone` as E.164. */
  columns: Partial<Record<ContactField, string | null>>;
  attributes: Record<string, Scalar>;
  tags: string[];
  /** `email.marketing` → the latest answer; absent when never asked. */
  consents: Record<string, boolean>;
  /** `email.<topic>` → what holds of it; absent when nothing was said of it. */
  topics: Record<string, boolean>;
  segments: string[];
  messages: PersonMessage[];
}

export interface PersonMessage {
  /** The campaign that it came from, if any. */
  campaignId: string | null;
  sent: string | null;
  opened: string | null;
  clicked: string | null;
  replied: string | null;
}

/** The compiled SQL in plain words of TypeScript: says whether a checked rule holds for a person. */
export function matchesRule(rule: Rule, person: Person, now: Date): boolean {
  if (isLeaf(rule)) return matchesLeaf(rule, person, now);
  const { kind, rules } = groupOf(rule);
  if (kind === 'all') return rules.every((child) => matchesRule(child, person, now));
  const any = rules.some((child) => matchesRule(child, person, now));
  return kind === 'any' ? any : !any;
}

function matchesLeaf(leaf: Leaf, person: Person, now: Date): boolean {
  const positive = oppositeOf[leaf.op];
  return positive ? !holds({ ...leaf, op: positive }, person, now) : holds(leaf, person, now);
}

function holds(leaf: Leaf, person: Person, now: Date): boolean {
  const field = fieldOf(leaf.field);
  switch (field?.type) {
    case 'text':
    case 'choice':
      return textHolds(leaf, person.columns[field.column] ?? '', (value) => foldExact(field.column, value));
    case 'instant': {
      const moment = person.columns[field.column] ?? null;
      if (moment === null) return false;
      return leaf.op === 'is_set' || isIn(moment, instantBounds(leaf, now), false);
    }
    case 'attribute':
      return attributeHolds(leaf, person.attributes[field.key], now);
    case 'tags':
      if (leaf.op === 'is_set') return person.tags.length > 0;
      return leaf.op === 'has_any'
        ? (leaf.value as string[]).some((name) => person.tags.includes(name))
        : (leaf.value as string[]).every((name) => person.tags.includes(name));
    case 'segment':
      return (leaf.value as string[]).some((id) => person.segments.includes(id));
    case 'consent': {
      const answer = person.consents[`${field.channel}.${field.purpose}`];
      return leaf.op === 'is_set' ? answer !== undefined : answer === true;
    }
    case 'topic': {
      const answers = (leaf.value as string[]).map((id) => topicAnswer(person, field.channel, id));
      const wanted = leaf.op === 'granted' ? true : leaf.op === 'left' ? false : undefined;
      return answers.includes(wanted);
    }
    case 'engagement':
      return engagementHolds(field.kind, leaf.value as EngagementValue, person.messages, now);
    case undefined:
      return false;
  }
}

const topicAnswer = ({ topics, consents }: Person, channel: string, id: string): boolean | undefined =>
  topics[`${channel}.${id}`] ?? consents[`${channel}.marketing`];

function isIn(text: string, { from, to }: InstantBounds, withEnd: boolean): boolean {
  return (from === undefined || text >= from) && (to === undefined || text < to || (withEnd && text === to));
}

/** An empty text is an unknown one for `is_set`; for the rest it is compared like any other. */
function textHolds({ op, value }: Leaf, text: string, fold: (value: string) => string): boolean {
  if (op === 'is_set') return text !== '';
  if (text === '') return false;
  if (op === 'is') return text === fold(value as string);
  if (op === 'in') return (value as string[]).some((one) => text === fold(one));
  const needle = (value as string).toLowerCase();
  return op === 'contains' ? text.toLowerCase().includes(needle) : text.toLowerCase().startsWith(needle);
}

function attributeHolds(leaf: Leaf, known: Scalar | undefined, now: Date): boolean {
  if (known === undefined || known === null) return false;
  const { op, value } = leaf;
  if (op === 'is') return known === value;
  if (op === 'in') return (value as Scalar[]).includes(known);
  if (op === 'is_set' || op === 'contains' || op === 'starts_with') return textHolds(leaf, String(known), (one) => one);
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') return compares(op, known, value as number);
  if (op === 'between' && typeof (value as unknown[])[0] === 'number') {
    const [from, to] = value as [number, number];
    return compares('gte', known, from) && compares('lte', known, to);
  }
  return /^\d{4}-\d{2}-\d{2}/.test(String(known)) && isIn(String(known).slice(0, 10), dayBounds(leaf, now), true);
}

function compares(op: 'gt' | 'gte' | 'lt' | 'lte', known: Scalar, limit: number): boolean {
  if (typeof known !== 'number') return false;
  if (op === 'gt') return known > limit;
  if (op === 'gte') return known >= limit;
  return op === 'lt' ? known < limit : known <= limit;
}

function engagementHolds(kind: Engagement, value: EngagementValue, messages: PersonMessage[], now: Date): boolean {
  const since = value.withinDays === undefined ? '' : daysAgo(now, value.withinDays);
  const hits = messages.filter((message) => {
    const moment = message[kind];
    return (
      moment !== null && moment >= since && (value.campaignId === undefined || message.campaignId === value.campaignId)
    );
  });
  return hits.length >= (value.atLeast ?? 1);
}
