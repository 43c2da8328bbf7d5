import { z } from 'zod';
import { plainWords } from '@/lib/platform/wrong-input';
import { canonicalField, fieldOf } from './field';
import { valueSchema } from './value';
import type { Op } from './vocabulary';
import { opAliases, ops, opsOf } from './vocabulary';

export const MAX_DEPTH = 5;
export const MAX_LEAVES = 100;

export interface Leaf {
  field: string;
  op: Op;
  value?: unknown;
}
export type Group = { all: Rule[] } | { any: Rule[] } | { none: Rule[] };
export type Rule = Group | Leaf;

export const groupKinds = ['all', 'any', 'none'] as const;
export type GroupKind = (typeof groupKinds)[number];

type Path = (string | number)[];
interface Problem {
  path: Path;
  message: string;
}
interface Reading {
  leaves: number;
  groups: number;
  problems: Problem[];
}

export const isLeaf = (rule: Rule): rule is Leaf => 'field' in rule;

/** Kind and children of a group. */
export function groupOf(rule: Group): { kind: GroupKind; rules: Rule[] } {
  if ('all' in rule) return { kind: 'all', rules: rule.all };
  return 'any' in rule ? { kind: 'any', rules: rule.any } : { kind: 'none', rules: rule.none };
}

/** A rule as it arrives: any, checked with bounds first; it comes out in the one form that is stored and compiled. */
export const segmentRule = z
  .unknown()
  .transform((input, ctx): Group => {
    const reading: Reading = { leaves: 0, groups: 0, problems: [] };
    const rule = read(input, [], 0, reading);
    for (const { path, message } of reading.problems.slice(0, 20))
      ctx.issues.push({ code: 'custom', path, message, input });
    if (!rule || reading.problems.length > 0) return z.NEVER;
    return isLeaf(rule) ? { all: [rule] } : rule;
  })
  .meta({
    description:
      'A group {"all"|"any"|"none": [...]} of groups and leaves {field, op, value}. {"all": []} is everybody. ' +
      `At most ${MAX_DEPTH} groups deep and ${MAX_LEAVES} leaves.`,
    examples: [
      {
        all: [
          { field: 'country', op: 'is', value: 'DE' },
          { any: [{ field: 'tags', op: 'has_any', value: ['donor'] }] },
        ],
      },
    ],
  });

function read(input: unknown, path: Path, depth: number, reading: Reading): Rule | null {
  const fail = (message: string, at: Path = path) => {
    reading.problems.push({ path: at, message });
    return null;
  };
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail('must be a group such as {"all": []} or a leaf {field, op, value}');
  }
  const keys = Object.keys(input);
  const kind = groupKinds.find((word) => word === keys[0]);
  if (!kind || keys.length !== 1) {
    if (groupKinds.some((word) => keys.includes(word))) return fail('must have one of all, any, none and nothing else');
    if (++reading.leaves > MAX_LEAVES)
      return reading.leaves === MAX_LEAVES + 1 ? fail(`has more than ${MAX_LEAVES} leaves`) : null;
    return readLeaf(input as Record<string, unknown>, path, reading);
  }
  if (depth >= MAX_DEPTH) return fail(`is nested more than ${MAX_DEPTH} groups deep`);
  if (++reading.groups > MAX_LEAVES)
    return reading.groups === MAX_LEAVES + 1 ? fail(`has more than ${MAX_LEAVES} groups`) : null;
  const items: unknown = (input as Record<string, unknown>)[kind];
  if (!Array.isArray(items)) return fail('must be a list', [...path, kind]);
  if (items.length > MAX_LEAVES) return fail(`holds more than ${MAX_LEAVES} rules`, [...path, kind]);
  const rules = items.map((item, i) => read(item, [...path, kind, i], depth + 1, reading));
  return { [kind]: rules.filter((rule) => rule !== null) } as Group;
}

function readLeaf(input: Record<string, unknown>, path: Path, reading: Reading): Leaf | null {
  const fail = (key: string, message: string) => {
    reading.problems.push({ path: [...path, key], message });
    return null;
  };
  const extra = Object.keys(input).find((key) => !['field', 'op', 'value'].includes(key));
  if (extra !== undefined) return fail(extra.slice(0, 50), 'is not part of a leaf; use field, op, value');
  if (typeof input.field !== 'string' || input.field.length > 120) return fail('field', 'must name a field');
  if (typeof input.op !== 'string') return fail('op', `must be one of ${ops.join(', ')}`);
  const name = canonicalField(input.field);
  const field = fieldOf(name);
  if (!field)
    return fail(
      'field',
      'is not known; use a column of contacts, attributes.<key>, tags, consent.<channel>.<purpose>, topic.<channel>, segment or engagement.<kind>',
    );
  const wanted = Object.hasOwn(opAliases, input.op) ? opAliases[input.op] : input.op;
  const op = opsOf[field.type].find((word) => word === wanted);
  if (!op) return fail('op', `must be one of ${opsOf[field.type].join(', ')} for ${name}`);
  const schema = valueSchema(field, op);
  if (!schema) return { field: name, op };
  const value = schema.safeParse(input.value, { error: plainWords });
  if (!value.success) return fail('value', value.error.issues[0]?.message ?? 'is not valid');
  return { field: name, op, value: value.data };
}

/** Every leaf with its place, such as `all.0.any.1`. */
export function leavesOf(rule: Rule, path = ''): { path: string; leaf: Leaf }[] {
  if (isLeaf(rule)) return [{ path, leaf: rule }];
  const { kind, rules } = groupOf(rule);
  return rules.flatMap((child, i) => leavesOf(child, `${path === '' ? '' : `${path}.`}${kind}.${i}`));
}

/** The rule itself and every group and leaf in it, with their places; a group comes before what it holds. */
export function partsOf(rule: Rule, path = ''): { path: string; rule: Rule }[] {
  if (isLeaf(rule)) return [{ path, rule }];
  const { kind, rules } = groupOf(rule);
  const inside = rules.flatMap((child, i) => partsOf(child, `${path === '' ? '' : `${path}.`}${kind}.${i}`));
  return [{ path, rule }, ...inside];
}

/** Ids of the segments that a rule asks about; the saving verb refuses circles. */
export const segmentsIn = (rule: Rule): string[] => [
  ...new Set(leavesOf(rule).flatMap(({ leaf }) => (leaf.field === 'segment' ? (leaf.value as string[]) : []))),
];

/** Ids of the topics that a rule asks about. */
export const topicsIn = (rule: Rule): string[] => [
  ...new Set(leavesOf(rule).flatMap(({ leaf }) => (leaf.field.startsWith('topic.') ? (leaf.value as string[]) : []))),
];
