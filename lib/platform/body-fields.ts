import { z } from 'zod';
import type { Verb } from './command';
import { DomainError } from './errors';

type Schema = z.core.JSONSchema.BaseSchema;

/** What a verb takes, as JSON Schema with its named parts. */
export interface BodyShape {
  root: Schema;
  defs: Record<string, Schema>;
}

const mostNamed = 20;

export function bodyShapeOf({ def }: Verb): BodyShape {
  const options = { io: 'input', unrepresentable: 'any', reused: 'inline', cycles: 'ref' } as const;
  const { $defs, ...root } = z.toJSONSchema(def.input, options);
  return { root, defs: $defs ?? {} };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const schemas = (list: readonly unknown[] = []): Schema[] => list.filter(isObject);

/** All forms that a value may have, without those that stand for others. */
function formsOf(schema: Schema, defs: BodyShape['defs']): Schema[] {
  const name = schema.$ref?.startsWith('#/$defs/') ? schema.$ref.slice('#/$defs/'.length) : null;
  const behind = name === null ? undefined : defs[name];
  if (behind) return formsOf(behind, defs);
  const inner = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const own = schema.properties ?? schema.additionalProperties ?? schema.items ?? schema.prefixItems;
  return [
    ...(inner.length === 0 || own !== undefined ? [schema] : []),
    ...schemas(inner).flatMap((s) => formsOf(s, defs)),
  ];
}

/** Not another kind of the same thing: what tells kinds apart has the value that it has here. */
const fits = ({ properties }: Schema, value: Record<string, unknown>): boolean =>
  Object.entries(properties ?? {}).every(
    ([key, one]) => !isObject(one) || one['const'] === undefined || !(key in value) || one['const'] === value[key],
  );

/** The fields of `value` that no form of the schema has, by path. Where any name may stand, none is unknown. */
function* unknownIn(
  value: unknown,
  given: readonly Schema[],
  defs: BodyShape['defs'],
  path: string,
): Generator<string> {
  const forms = given.flatMap((schema) => formsOf(schema, defs));
  // What no form describes is told by parsing; its depth is the sender's choice.
  if (forms.length === 0) return;
  if (Array.isArray(value)) {
    const items = forms.flatMap(({ items: all, prefixItems }) => schemas([...(prefixItems ?? []), all].flat()));
    for (const [i, one] of value.entries()) yield* unknownIn(one, items, defs, `${path}${i}.`);
    return;
  }
  if (!isObject(value)) return;
  const isOpen = ({ type, properties, additionalProperties: more }: Schema) =>
    (more !== undefined && more !== false) ||
    (!properties && (type === undefined || type === 'object') && more !== false);
  if (forms.some(isOpen)) return;
  const shaped = forms.filter(({ properties }) => properties !== undefined);
  const fitting = shaped.filter((form) => fits(form, value));
  const known = fitting.length > 0 ? fitting : shaped;
  // Text or a number where an object came: what is wrong is the kind, which parsing tells.
  if (known.length === 0) return;
  for (const [key, one] of Object.entries(value)) {
    const inside = known.flatMap(({ properties }) =>
      Object.hasOwn(properties!, key) ? schemas([properties![key]]) : [],
    );
    if (inside.length === 0) yield path + key;
    else yield* unknownIn(one, inside, defs, `${path}${key}.`);
  }
}

/** Throws `unknown_parameter` with the fields of a body that its verb does not know: what is not understood is not left out silently. */
export function assertFields(body: unknown, { root, defs }: BodyShape, inPath: readonly string[]): void {
  const wrong: string[] = [];
  for (const name of unknownIn(body, [root], defs, '')) if (wrong.push(name.slice(0, 120)) >= mostNamed) break;
  if (wrong.length === 0) return;
  const top = [...new Set(formsOf(root, defs).flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const names = top.filter((name) => !inPath.includes(name));
  const takes = names.length > 0 ? `It takes ${names.join(', ')}.` : 'It takes none.';
  throw new DomainError({
    code: 'unknown_parameter',
    message: `The body holds ${wrong.join(', ')}, which is not known here. ${takes}`,
    fields: Object.fromEntries(wrong.map((name) => [name, 'is not known here'])),
  });
}
