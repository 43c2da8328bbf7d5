import { z } from 'zod';

type Json = { [key: string]: unknown };

/** A value that a JSON Schema admits; `uuid` gives what stands for ids. Optional properties are left out unless they are ids. */
export function sampleOf(schema: Json, uuid: () => string, root: Json = schema): unknown {
  if (typeof schema['$ref'] === 'string')
    return sampleOf((root['$defs'] as Record<string, Json>)[schema['$ref'].split('/').at(-1) ?? ''] ?? {}, uuid, root);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const choice = ((schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined)?.[0];
  if (choice) return sampleOf(choice, uuid, root);
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type === 'object') {
    const required = new Set((schema['required'] as string[] | undefined) ?? []);
    const entries = Object.entries((schema['properties'] as Record<string, Json> | undefined) ?? {}).filter(
      ([name, s]) => required.has(name) || isId(s),
    );
    return Object.fromEntries(entries.map(([name, s]) => [name, sampleOf(s, uuid, root)]));
  }
  if (type === 'array')
    return Number(schema['minItems'] ?? 0) > 0 || isId(schema) ? [sampleOf(schema['items'] as Json, uuid, root)] : [];
  if (type === 'integer' || type === 'number') return Number(schema['minimum'] ?? 1);
  if (type === 'boolean') return true;
  if (type === 'string') return isId(schema) ? uuid() : text(schema);
  return {};
}

const isId = (schema: Json): boolean =>
  schema['format'] === 'uuid' || (schema['type'] === 'array' && isId((schema['items'] as Json | undefined) ?? {}));

function text(schema: Json): string {
  if (schema['format'] === 'email') return 'sample@example.org';
  if (schema['format'] === 'date-time') return '2026-03-01T10:00:00Z';
  if (schema['format'] === 'date') return '2026-03-01';
  return 'sample'.padEnd(Number(schema['minLength'] ?? 0), 'x');
}

export const inputSchema = (schema: z.ZodType): Json =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', cycles: 'ref' }) as Json;
