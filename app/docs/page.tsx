import type { Metadata } from 'next';
import { Badge } from '@/components/ui/badge';
import { apiDocument } from '@/lib/openapi';
import { config } from '@/lib/platform/config';
import { Operation, type OperationObject } from './_components/operation';

export const metadata: Metadata = { title: 'API' };

interface Document {
  info: { description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

/** The API for people: the same document that /api/v1/openapi.json gives to programs. */
export default function ApiPage() {
  const document = apiDocument(config().publicUrl) as unknown as Document;
  const groups = new Map<string, { path: string; method: string; operation: OperationObject }[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other';
      groups.set(tag, [...(groups.get(tag) ?? []), { path, method, operation }]);
    }
  }
  const tags = [...groups.keys()].sort();
  return (
    <main id="main" className="mx-auto max-w-[56rem] px-6 py-8 max-md:px-4">
      <h1 className="text-xl font-strong text-ink">AlumOutreach API</h1>
      <p className="mt-2 text-base text-ink-2">{document.info.description}</p>
      <p className="mt-2 text-sm text-ink-2">
        Base address <code className="font-mono text-ink">{document.servers[0]?.url}</code> · for programs:{' '}
        <a className="text-accent-text underline" href="/api/v1/openapi.json">
          openapi.json
        </a>
      </p>
      <nav aria-label="Parts of the API" className="mt-4 flex flex-wrap gap-2">
        {tags.map((tag) => (
          <a
            key={tag}
            href={`#${tag}`}
            className="rounded-full border border-line-strong px-3 py-1 text-sm text-accent-text"
          >
            {tag.replace('_', ' ')}
          </a>
        ))}
      </nav>
      {tags.map((tag) => (
        <section key={tag} id={tag} aria-labelledby={`${tag}-head`} className="mt-8">
          <h2 id={`${tag}-head`} className="flex items-center gap-2 text-lg font-strong text-ink">
            {tag.replace('_', ' ')} <Badge tone="quiet">{String(groups.get(tag)?.length ?? 0)}</Badge>
          </h2>
          <ul className="mt-3 divide-y divide-line rounded-md border border-line bg-surface">
            {(groups.get(tag) ?? []).map(({ path, method, operation }) => (
              <li key={`${method} ${path}`}>
                <Operation path={path} method={method} operation={operation} schemas={document.components.schemas} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
