import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/identity';
import type { Verb } from '@/lib/platform/command';
import type { Handler } from '@/lib/platform/route';
import { permissions } from '@/lib/platform/scopes';
import { verbs } from '@/lib/registry';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { apiDocument } from '.';
import { rawPaths } from './raw';

const database = await testDatabase(); // some domain modules read settings when they load
const isVerb = (value: unknown): value is Verb => typeof value === 'function' && 'def' in value && 'kind' in value;

describe('the registry', () => {
  it('names every verb that a domain exports', async () => {
    const listed = new Set(verbs.map((v) => v.def.name));
    for (const folder of readdirSync('lib').filter((name) => existsSync(join('lib', name, 'index.ts')))) {
      const exports = (await import(/* @vite-ignore */ `../${folder}/index.ts`)) as Record<string, unknown>;
      for (const verb of Object.values(exports).filter(isVerb))
        expect(listed, `lib/${folder} exports ${verb.def.name}`).toContain(verb.def.name);
    }
  });

  it('has one verb a name, and every right exists', () => {
    expect(new Set(verbs.map((v) => v.def.name)).size).toBe(verbs.length);
    for (const { def } of verbs)
      expect(
        def.access === 'any' || (permissions as readonly string[]).includes(def.access),
        `${def.name}: ${def.access}`,
      ).toBe(true);
  });

  it('has a route for every address it promises, and no two verbs share one', () => {
    const seen = new Set<string>();
    for (const { def } of verbs) {
      if (!def.http) continue;
      const { method, path } = def.http;
      expect(seen.has(`${method} ${path}`), `${method} ${path}`).toBe(false);
      seen.add(`${method} ${path}`);
      const file = join('app/api/v1', path.replace(/\{(\w+)\}/g, '[$1]'), 'route.ts');
      expect(existsSync(file) && statSync(file).isFile(), file).toBe(true);
      expect(readFileSync(file, 'utf8'), file).toMatch(new RegExp(`methods\\(\\{[^}]*\\b${method}: `));
    }
  });

  it('has an answer for every other method too: a problem that says which there are', async () => {
    const files = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('route.ts') && !file.includes('[...path]'))
      .map((file) => join('app/api', file));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const served = (await import(/* @vite-ignore */ `../../${file}`)) as Record<string, Handler>;
      const ask = (method: string) =>
        served[method]!(new Request('http://x.test/api/here', { method }), { params: Promise.resolve({}) });
      const allow = (await ask('OPTIONS')).headers.get('allow')?.split(', ') ?? [];
      const others = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].filter((method) => !allow.includes(method));
      expect(others.length, file).toBeLessThan(5);
      for (const method of others) {
        const answer = await ask(method);
        expect([answer.status, answer.headers.get('allow')], `${file} ${method}`).toEqual([405, allow.join(', ')]);
        expect(await answer.json()).toMatchObject({
          code: 'method_not_allowed',
          allow,
          detail: `/api/here has no ${method}; it has ${allow.join(', ')}.`,
        });
      }
    }
  });
});

describe('the OpenAPI document', () => {
  it('is valid 3.1 and describes every verb with an address', async () => {
    const document = JSON.parse(JSON.stringify(apiDocument('http://localhost:3000'))) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const result = await new Validator().validate(document);
    expect(result.errors, JSON.stringify(result.errors)).toBeUndefined();
    const described = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((o) => o.operationId),
    );
    for (const { def } of verbs) if (def.http) expect(described).toContain(def.name);
  });

  it('tells what each named answer holds: every reference leads to a description, and none to itself', () => {
    const text = JSON.stringify(apiDocument('http://localhost:3000'));
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, { $ref?: string }> } };
    const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name));
    expect(named.size).toBeGreaterThan(50);
    for (const name of named) expect(Object.keys(components.schemas)).toContain(name);
    const hollow = Object.entries(components.schemas).filter(([name, { $ref }]) => $ref?.endsWith(`/${name}`));
    expect(hollow.map(([name]) => name)).toEqual([]);
  });

  it('says what a repeat under the same key gets: the first answer, how it stands by then, or nothing', async () => {
    const { paths } = apiDocument('http://localhost:3000') as {
      paths: Record<string, Record<string, { parameters: { name: string; description?: string }[] }>>;
    };
    const repeats = { kept: /gets the first answer\.$/, reread: /tells how it stands by then/, secret: /is refused/ };
    const found = new Set<string>();
    for (const { def } of verbs) {
      if (def.http?.method !== 'POST') continue;
      const { parameters } = paths[def.http.path]!['post']!;
      const said = parameters.find(({ name }) => name === 'Idempotency-Key')?.description;
      const kind = def.secret ? 'secret' : def.reread ? 'reread' : 'kept';
      found.add(kind);
      expect(said, def.name).toMatch(repeats[kind]);
    }
    expect([...found].sort()).toEqual(Object.keys(repeats).sort());
  });

  it('says of what is done in parts how a program goes on until none is left', () => {
    type Properties = { properties: Record<string, { description?: string }> };
    type Content = { content: { 'application/json'?: { schema: Properties } } };
    const { paths, components } = JSON.parse(JSON.stringify(apiDocument('http://localhost:3000'))) as {
      paths: Record<string, { post?: { operationId: string; requestBody?: Content } }>;
      components: { schemas: Record<string, Properties> };
    };
    const cursorOf = (body: Content | undefined) => body?.content['application/json']?.schema.properties['cursor'];
    const inParts = Object.values(paths).flatMap(({ post }) => {
      const cursor = cursorOf(post?.requestBody);
      return post && cursor ? [{ name: post.operationId, said: cursor.description }] : [];
    });
    expect(inParts.map(({ name }) => name).sort()).toEqual([
      'campaigns.askAgain',
      'campaigns.retryFailed',
      'messages.retry',
    ]);
    for (const { name, said } of inParts) expect(said, name).toMatch(/`nextCursor` of the call before/);
    for (const id of ['CampaignRecipientsAsked', 'CampaignRecipientsRetried', 'MessagesRetried'])
      expect(components.schemas[id]?.properties['nextCursor']?.description, id).toMatch(/give it as `cursor`/);
    for (const id of ['CampaignRecipientsRetried', 'MessagesRetried'])
      expect(components.schemas[id]?.properties['left']?.description, id).toMatch(/by `nextCursor`/);
  });

  it('names the parameters of each file that is downloaded, and no others', async () => {
    const { ctx } = await testTenant(database);
    const { key } = await createApiKey(ctx, { scopes: ['*'] });
    const described = rawPaths as Record<string, { get?: { parameters?: { name: string; in: string }[] } }>;
    const files = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.csv/route.ts'))
      .map((file) => file.slice(0, -'/route.ts'.length));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const { GET } = (await import(/* @vite-ignore */ `../../app/api/v1/${file}/route.ts`)) as { GET: Handler };
      const headers = { authorization: `Bearer ${key}` };
      const answer = await GET(new Request('http://x.test/?none=1', { headers }), { params: Promise.resolve({}) });
      const { detail } = (await answer.json()) as { detail: string };
      const taken = /It takes (.*)\./.exec(detail)?.[1]?.split(', ').sort();
      const parameters = described[`/${file.replace(/\[(\w+)\]/g, '{$1}')}`]?.get?.parameters ?? [];
      const listed = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      expect(listed.sort(), file).toEqual(taken);
    }
  });
});
