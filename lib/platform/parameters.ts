import { z } from 'zod';
import type { Verb } from './command';
import { DomainError } from './errors';

const mostNamed = 20;

/** The members of an object in JSON Schema, of all its forms together; null where any may be given. */
function membersOf(schema: z.core.JSONSchema.BaseSchema): string[] | null {
  const forms = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const isOpen = schema.additionalProperties !== undefined && schema.additionalProperties !== false;
  if (isOpen || (!schema.properties && forms.length === 0)) return null;
  const names = Object.keys(schema.properties ?? {});
  for (const form of forms) {
    const more = typeof form === 'object' ? membersOf(form) : null;
    if (!more) return null;
    names.push(...more);
  }
  return names;
}

/** What may stand behind the ? of a verb's address: nothing where its input is a body; null where any name may. */
export function parametersOf({ def }: Verb): readonly string[] | null {
  if (def.http && def.http.method !== 'GET' && def.http.method !== 'DELETE') return [];
  const { $defs: _, ...schema } = z.toJSONSchema(def.input, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const names = membersOf(schema);
  return names?.filter((name) => !def.http?.path.includes(`{${name}}`)) ?? null;
}

/** Throws `unknown_parameter` with the names that are not known and those that are; `tenant` is known everywhere. */
export function assertParameters(url: string, known: readonly string[]): void {
  const { searchParams, pathname } = new URL(url);
  const wrong = [...new Set(searchParams.keys())].filter((name) => name !== 'tenant' && !known.includes(name));
  if (wrong.length === 0) return;
  const names = wrong.slice(0, mostNamed).map((name) => name.slice(0, 60));
  const takes =
    known.length > 0 ? `It takes ${known.join(', ')}.` : 'It takes none; what a body holds is sent as JSON.';
  throw new DomainError({
    code: 'unknown_parameter',
    message: `${pathname} knows no parameter ${names.join(', ')}. ${takes}`,
    fields: Object.fromEntries(names.map((name) => [name, 'is not a parameter of this address'])),
  });
}
