import { z } from 'zod';
import type { Verb } from '@/lib/platform/command';
import { errorCodes } from '@/lib/platform/errors';

type Json = Record<string, unknown>;

const refs = '#/components/schemas/';

/** A zod schema as JSON Schema; named ones move to `components`, and every place refers to them. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $defs,
    $schema: _,
    ...root
  } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    cycles: 'ref',
    reused: 'inline',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (io === 'output') delete jsonSchema.additionalProperties;
      delete jsonSchema.id;
    },
  }) as Json;
  const moved = (value: unknown): Json => JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', `"${refs}`)) as Json;
  for (const [name, definition] of Object.entries(($defs as Json | undefined) ?? {})) {
    components[name] = moved({ ...(definition as Json), id: undefined });
  }
  return moved(root);
}

const problem = {
  description: 'What went wrong, and the way out',
  content: { 'application/problem+json': { schema: { $ref: `${refs}Problem` } } },
};

const parameter = (name: string, place: 'path' | 'query', schema: unknown, required: boolean) => ({
  name,
  in: place,
  required: place === 'path' || required,
  schema,
});

/** What a request gets that repeats another one under its key. */
function repeatOf(def: Verb['def']): string {
  if (def.secret) return 'A repeat with the same key is refused: the answer is shown once.';
  return def.reread
    ? 'A repeat with the same key does nothing again, and tells how it stands by then.'
    : 'A repeat with the same key gets the first answer.';
}

function operation(verb: Verb, components: Json): Json {
  const { def } = verb;
  const http = def.http;
  if (!http) return {};
  const input = schemaOf(def.input, 'input', components);
  const resolved = (typeof input['$ref'] === 'string' ? components[input['$ref'].slice(refs.length)] : input) as Json;
  const properties = (resolved['properties'] ?? {}) as Json;
  const required = (resolved['required'] ?? []) as string[];
  const inPath = [...http.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '');
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const bodyless = http.method === 'GET' || http.method === 'DELETE';
  const parameters = [
    ...inPath.map((name) => parameter(name, 'path', properties[name] ?? { type: 'string' }, true)),
    ...(bodyless ? rest.map((name) => parameter(name, 'query', properties[name], required.includes(name))) : []),
    ...(http.method === 'POST'
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 200 },
            description: repeatOf(def),
          },
        ]
      : []),
  ];
  const body = {
    type: 'object',
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]])),
    required: required.filter((name) => rest.includes(name)),
    additionalProperties: false,
  };
  return {
    operationId: def.name,
    summary: def.summary,
    tags: [def.name.split('.')[0]],
    'x-permission': def.access,
    parameters,
    ...(!bodyless && rest.length > 0
      ? { requestBody: { required: body.required.length > 0, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: {
      [String(http.status ?? 200)]: {
        description: 'Done',
        content: { 'application/json': { schema: schemaOf(def.output, 'output', components) } },
      },
      default: problem,
    },
  };
}

/** The OpenAPI 3.1 document of these verbs; raw endpoints (uploads, downloads) are described by `extra` paths. */
export function openApi(verbs: readonly Verb[], server: string, extra: Record<string, Json> = {}): Json {
  const components: Json = {
    Problem: {
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        code: { enum: Object.keys(errorCodes) },
        fields: { type: 'object', additionalProperties: { type: 'string' } },
        allow: { type: 'array', items: { type: 'string' } },
        requestId: { type: 'string' },
      },
    },
  };
  const paths: Record<string, Json> = { ...extra };
  for (const verb of verbs) {
    const http = verb.def.http;
    if (http) paths[http.path] = { ...paths[http.path], [http.method.toLowerCase()]: operation(verb, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AlumOutreach',
      version: '1',
      description: 'Send an API key as "Authorization: Bearer …". Errors are problem+json. Lists are paged by cursor.',
    },
    servers: [{ url: `${server}/api/v1` }],
    security: [{ apiKey: [] }],
    paths,
    components: { schemas: components, securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
  };
}
