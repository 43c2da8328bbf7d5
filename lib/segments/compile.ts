import { countryCode } from '@/lib/platform/places';
import type { InstantBounds } from './bounds';
import { dayBounds, daysAgo, instantBounds } from './bounds';
import type { Field } from './field';
import { fieldOf } from './field';
import type { Leaf, Rule } from './rule';
import { groupOf, isLeaf, partsOf } from './rule';
import type { EngagementValue, Scalar } from './value';
import type { ContactField, Engagement } from './vocabulary';
import { oppositeOf } from './vocabulary';

export interface CompileContext {
  tenantId: string;
  now: Date;
  /** A few contacts are asked about: what is known of each is looked up, and of nobody else. */
  few?: boolean;
  /** Number of the first parameter (default 1); the caller's own come before. */
  firstParam?: number;
}

/** A boolean SQL expression over `c` (contacts). All parameters are text and cast in place, so that any driver binds them alike. */
export interface CompiledRule {
  text: string;
  params: string[];
}

/** SQL that is never null can be turned round by `not`, which keeps anti joins; any other by `is not true`. */
interface Clause {
  sql: string;
  total: boolean;
}

/**
 * Compiles a checked rule. The text names the tenant and leaves deleted contacts out; it holds no value of the rule, only
 * `$n`. It is meant for ao_system, where the GIN indexes work.
 */
export function compileRule(rule: Rule, context: CompileContext): CompiledRule {
  const { params, compile } = compilation(context);
  return { text: compile(rule), params };
}

/** A rule and everything in it, each an expression of its own; the root comes first, under the path ''. */
export interface CompiledParts {
  parts: { path: string; rule: Rule; text: string }[];
  params: string[];
}

/** Compiles the rule and each group and leaf in it, for one statement: all share the parameters. */
export function compileParts(rule: Rule, context: CompileContext): CompiledParts {
  const { params, compile } = compilation(context);
  return { parts: partsOf(rule).map((part) => ({ ...part, text: compile(part.rule) })), params };
}

function compilation({ tenantId, now, firstParam = 1, few = false }: CompileContext) {
  const params: string[] = [];
  const bind = (value: string): string => {
    const known = params.indexOf(value);
    return `$${firstParam + (known >= 0 ? known : params.push(value) - 1)}::text`;
  };
  const compiler = new Compiler(bind, bind(tenantId), now, few ? ' offset 0' : '');
  const compile = (rule: Rule): string =>
    `(c.tenant_id = ${bind(tenantId)} and c.deleted_at is null and ${compiler.rule(rule, false)})`;
  return { params, compile };
}

const COMPARE = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
const MOMENT: Record<Engagement, string> = {
  sent: 'sent_at',
  opened: 'opened_at',
  clicked: 'clicked_at',
  replied: 'replied_at',
};
/** Up to so many values of `in` each get an index look-up of their own. */
const FEW = 20;

class Compiler {
  constructor(
    private readonly bind: (value: string) => string,
    private readonly tenant: string,
    private readonly now: Date,
    /** Keeps a look-up from becoming a join with all that is known of everybody. */
    private readonly fence: string,
  ) {}

  /** Negation is pushed down to the leaves, where it can count the unknown in. */
  rule(rule: Rule, negated: boolean): string {
    if (isLeaf(rule)) return this.leaf(rule, negated);
    const { kind, rules } = groupOf(rule);
    const inside = negated !== (kind === 'none');
    const joined = (kind === 'any') === negated ? 'and' : 'or';
    if (rules.length === 0) return joined === 'and' ? 'true' : 'false';
    return `(${rules.map((child) => this.rule(child, inside)).join(` ${joined} `)})`;
  }

  private leaf(leaf: Leaf, negated: boolean): string {
    const positive = oppositeOf[leaf.op];
    const asked = positive ? { ...leaf, op: positive } : leaf;
    const field = fieldOf(leaf.field);
    if (!field) throw new Error(`unchecked rule: ${leaf.field}`);
    const { sql, total } = this.ask(field, asked);
    if ((positive !== undefined) === negated) return sql;
    return total ? `not ${sql}` : `(${sql}) is not true`;
  }

  private ask(field: Field, leaf: Leaf): Clause {
    switch (field.type) {
      case 'text':
      case 'choice':
        return { sql: this.column(field.column, leaf), total: false };
      case 'instant':
        return { sql: this.instant(`c.${field.column}`, leaf), total: false };
      case 'attribute':
        return { sql: this.attribute(field.key, leaf), total: false };
      case 'tags':
        return { sql: this.tags(leaf), total: true };
      case 'segment':
        return { sql: this.segment(leaf), total: true };
      case 'consent':
        return { sql: this.consent(field.channel, field.purpose, leaf), total: true };
      case 'topic':
        return { sql: this.topic(field.channel, leaf), total: true };
      case 'engagement':
        return { sql: this.engagement(field.kind, leaf), total: true };
    }
  }

  private column(column: ContactField, leaf: Leaf): string {
    const name = `c.${column === 'email' ? 'email_normalized' : column === 'phone' ? 'phone_e164' : column}`;
    const exact = (value: string) => this.bind(foldExact(column, value));
    if (leaf.op === 'is_set') return `${name} <> ''`;
    if (leaf.op === 'is') return `${name} = ${exact(leaf.value as string)}`;
    if (leaf.op === 'in') {
      return `${name} = any(${this.list((leaf.value as string[]).map((value) => foldExact(column, value)))})`;
    }
    return this.part(name, leaf);
  }

  private part(text: string, { op, value }: Leaf): string {
    const needle = `lower(${this.bind(value as string)})`;
    return op === 'contains' ? `strpos(lower(${text}), ${needle}) > 0` : `starts_with(lower(${text}), ${needle})`;
  }

  private instant(name: string, leaf: Leaf): string {
    if (leaf.op === 'is_set') return `${name} is not null`;
    return this.within(name, instantBounds(leaf, this.now), '<');
  }

  private within(name: string, { from, to }: InstantBounds, below: '<' | '<='): string {
    const cast = below === '<' ? '::timestamptz' : '';
    const sides = [
      from === undefined ? [] : [`${name} >= ${this.bind(from)}${cast}`],
      to === undefined ? [] : [`${name} ${below} ${this.bind(to)}${cast}`],
    ];
    return `(${sides.flat().join(' and ')})`;
  }

  private attribute(key: string, leaf: Leaf): string {
    const { op, value } = leaf;
    // Before the key is bound: PostgreSQL refuses a parameter that the text does not use.
    if (op === 'is') return this.holds(key, value as Scalar);
    if (op === 'in') return this.holdsAny(key, value as Scalar[]);
    const text = `c.attributes ->> ${this.bind(key)}`;
    if (op === 'is_set') return `(${text}) <> ''`;
    if (op === 'contains' || op === 'starts_with') return this.part(text, leaf);
    const number = (sides: string[]) =>
      `case when jsonb_typeof(c.attributes -> ${this.bind(key)}) = 'number' then ${sides.map((side) => `(${text})::numeric ${side}`).join(' and ')} end`;
    if (op in COMPARE) return number([`${COMPARE[op as keyof typeof COMPARE]} ${this.bind(String(value))}::numeric`]);
    if (op === 'between' && typeof (value as unknown[])[0] === 'number') {
      const [from, to] = value as [number, number];
      return number([`>= ${this.bind(String(from))}::numeric`, `<= ${this.bind(String(to))}::numeric`]);
    }
    const isDay = `(${text}) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}'`;
    return `case when ${isDay} then ${this.within(`left(${text}, 10) collate "C"`, dayBounds(leaf, this.now), '<=')} end`;
  }

  private holds(key: string, value: Scalar): string {
    return `c.attributes @> ${this.bind(JSON.stringify({ [key]: value }))}::jsonb`;
  }

  private holdsAny(key: string, values: Scalar[]): string {
    if (values.length <= FEW) return `(${values.map((value) => this.holds(key, value)).join(' or ')})`;
    const list = `${this.bind(JSON.stringify(values))}::jsonb`;
    return `(c.attributes -> ${this.bind(key)}) = any(array(select jsonb_array_elements(${list})))`;
  }

  private tags({ op, value }: Leaf): string {
    const tagged = (which: string) =>
      'exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id' +
      ` where m.tenant_id = ${this.tenant} and m.contact_id = c.id${which})`;
    if (op === 'is_set') return tagged('');
    const names = value as string[];
    if (op === 'has_any') return tagged(` and t.name = any(${this.list(names)})`);
    return `(${names.map((name) => tagged(` and t.name = ${this.bind(name)}`)).join(' and ')})`;
  }

  private segment({ value }: Leaf): string {
    const ids = `array(select x::uuid from jsonb_array_elements_text(${this.bind(JSON.stringify(value))}::jsonb) x)`;
    return `exists (select 1 from segment_members s where s.tenant_id = ${this.tenant} and s.contact_id = c.id and s.segment_id = any(${ids}))`;
  }

  private consent(channel: string, purpose: string, { op }: Leaf): string {
    return (
      `exists (select 1 from contact_consent_state s where s.tenant_id = ${this.tenant} and s.contact_id = c.id` +
      ` and s.channel = ${this.bind(channel)} and s.purpose = ${this.bind(purpose)}${op === 'granted' ? ' and s.granted' : ''}${this.fence})`
    );
  }

  /**
   * As the gate judges a topic: the last word on it, unless all of marketing was left later; of one never named, what holds of
   * marketing. However many topics, each set is made once; joined by `or`, which keeps the planner from walking through contacts.
   */
  private topic(channel: string, { op, value }: Leaf): string {
    const ids = [...new Set(value as string[])];
    const topics = `${this.list(ids)}::uuid[]`;
    const lines = (name: string, purpose: string) =>
      `${name}.tenant_id = ${this.tenant} and ${name}.channel = ${this.bind(channel)} and ${name}.purpose = ${this.bind(purpose)}`;
    // Of whom each of these was named: what holds of marketing says nothing about them.
    const named = `select n.contact_id from contact_consents n where ${lines('n', 'topic')} and n.topic_id = any(${topics})`;
    const all = `${named} group by n.contact_id having count(distinct n.topic_id) = ${ids.length}`;
    const allNamed = (of: string) =>
      `exists (select 1 from (${ids.length > 1 ? all : named}) a where a.contact_id = ${of}${this.fence})`;
    if (op === 'never_asked')
      return `(not exists (select 1 from contact_consents s where s.contact_id = c.id and ${lines('s', 'marketing')}${this.fence}) and not ${allNamed('c.id')})`;
    const holds = op === 'granted' ? 's.granted' : 'not s.granted';
    const said =
      `exists (select 1 from contact_topic_state s where s.tenant_id = ${this.tenant} and s.contact_id = c.id` +
      ` and s.channel = ${this.bind(channel)} and s.topic_id = any(${topics}) and ${holds})`;
    const silent = `exists (select 1 from contact_consent_state s where s.contact_id = c.id and ${lines('s', 'marketing')} and ${holds} and not ${allNamed('s.contact_id')})`;
    return `(${said} or ${silent})`;
  }

  private engagement(kind: Engagement, { value }: Leaf): string {
    const { withinDays, campaignId, atLeast = 1 } = value as EngagementValue;
    const moment = `m.${MOMENT[kind]}`;
    const since =
      withinDays === undefined
        ? `${moment} is not null`
        : this.within(moment, { from: daysAgo(this.now, withinDays) }, '<');
    const campaign =
      campaignId === undefined
        ? ''
        : ` and m.source_type = 'campaign' and m.source_id = ${this.bind(campaignId)}::uuid`;
    const rows = `from pipeline_messages m where m.tenant_id = ${this.tenant} and m.contact_id = c.id and ${since}${campaign}`;
    if (atLeast === 1) return `exists (select 1 ${rows})`;
    return `((select count(*) ${rows}) >= ${this.bind(String(atLeast))}::bigint)`;
  }

  private list(values: string[]): string {
    return `array(select jsonb_array_elements_text(${this.bind(JSON.stringify(values))}::jsonb))`;
  }
}

/** The form in which a column holds its values: addresses in lower case, countries as their codes. */
export function foldExact(column: ContactField, value: string): string {
  if (column === 'email') return value.trim().toLowerCase();
  return column === 'country' ? (countryCode(value) ?? value.trim().toUpperCase()) : value;
}
