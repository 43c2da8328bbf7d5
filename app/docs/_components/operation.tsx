type Schema = Record<string, unknown>;

export interface OperationObject {
  operationId: string;
  summary: string;
  tags?: string[];
  'x-permission'?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema; description?: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

interface Props {
  path: string;
  method: string;
  operation: OperationObject;
  schemas: Record<string, Schema>;
}

const nameOf = (ref: unknown): string => (typeof ref === 'string' ? (ref.split('/').at(-1) ?? '') : '');

/** A schema in a word or two: `string`, `"a" | "b"`, `Contact[]`. */
function wordFor(schema: Schema | undefined): string {
  if (!schema) return 'any';
  if (schema['$ref']) return nameOf(schema['$ref']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((v) => JSON.stringify(v)).join(' | ');
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices) return choices.map(wordFor).join(' | ');
  if (schema['type'] === 'array') return `${wordFor(schema['items'] as Schema)}[]`;
  const type = Array.isArray(schema['type'])
    ? schema['type'].join(' | ')
    : typeof schema['type'] === 'string'
      ? schema['type']
      : 'any';
  return typeof schema['format'] === 'string' ? `${type} (${schema['format']})` : type;
}

function Fields({ caption, fields }: { caption: string; fields: { name: string; word: string; required: boolean }[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="mt-3">
      <h3 className="text-xs font-strong text-ink-2">{caption}</h3>
      <dl className="mt-1 grid grid-cols-[minmax(8rem,max-content)_1fr] gap-x-4 gap-y-1 text-sm">
        {fields.map((field) => (
          <div key={field.name} className="contents">
            <dt className="font-mono text-ink">
              {field.name}
              {field.required ? <span className="text-ink-3"> required</span> : null}
            </dt>
            <dd className="min-w-0 break-words font-mono text-ink-2">{field.word}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function fieldsOf(schema: Schema | undefined, schemas: Record<string, Schema>) {
  const resolved = schema?.['$ref'] ? schemas[nameOf(schema['$ref'])] : schema;
  const required = (resolved?.['required'] ?? []) as string[];
  return Object.entries((resolved?.['properties'] ?? {}) as Record<string, Schema>).map(([name, s]) => ({
    name,
    word: wordFor(s),
    required: required.includes(name),
  }));
}

/** One endpoint: its address, and behind it what it takes and gives. */
export function Operation({ path, method, operation, schemas }: Props) {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const [status, answer] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? ['200', {}];
  const given = Object.values(answer.content ?? {})[0]?.schema;
  const parameters = (operation.parameters ?? []).map((p) => ({
    name: p.name,
    word: `${p.in}: ${wordFor(p.schema)}`,
    required: p.required === true,
  }));
  return (
    <details className="group px-4 py-3">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="w-14 font-mono text-xs font-strong text-accent-text">{method.toUpperCase()}</span>
        <span className="font-mono text-sm break-all text-ink">{path}</span>
        <span className="text-sm text-ink-2">{operation.summary}</span>
      </summary>
      <div className="pb-2 md:pl-17">
        <p className="mt-2 text-sm text-ink-3">
          Right: <code className="font-mono">{operation['x-permission']}</code> · answers {status} with{' '}
          <code className="font-mono">{wordFor(given)}</code>
        </p>
        <Fields caption="Parameters" fields={parameters} />
        <Fields caption="Body" fields={fieldsOf(body, schemas)} />
        <Fields caption="Answer" fields={fieldsOf(given, schemas)} />
      </div>
    </details>
  );
}
