import type { z } from 'zod';
import { assertFields, bodyShapeOf, type BodyShape } from './body-fields';
import { clientIp } from './client-ip';
import { systemClock } from './clock';
import { parseInput, standing, type Verb } from './command';
import type { Ctx } from './context';
import { DomainError } from './errors';
import { once } from './idempotency';
import { uuidv7 } from './ids';
import { logger } from './log';
import { authorise, may, type Access } from './permissions';
import { assertParameters, parametersOf } from './parameters';
import { readBody } from './read-body';
import { problemResponse, toDomainError } from './problem';
import { apiKeyContext, cookieName, readSession, sessionContext, type RequestFacts } from './session';

// Catch-all routes get lists; no verb of ours is behind one.
type Params = { params: Promise<Record<string, string | string[]>> };
export type Handler = (request: Request, context: Params) => Promise<Response>;

const maxJson = 1024 * 1024;
/** HEAD comes to the handler of GET. */
const asksByQuery = new Set(['GET', 'HEAD', 'DELETE']);

const cookieOf = (request: Request, name: string): string | undefined =>
  request.headers
    .get('cookie')
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Browsers name where an unsafe request comes from; one that a foreign page caused is refused. */
function requireSameOrigin(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  const same = site
    ? site === 'same-origin' || site === 'none'
    : origin !== null && URL.canParse(origin) && new URL(origin).host === host;
  if (!same)
    throw new DomainError({
      code: 'forbidden',
      message: 'This request came from another website and was refused. Use an API key for programs.',
    });
}

/** Who asks, by API key or by cookie; a cookie needs the same origin and may name its tenant by header or ?tenant=. */
export async function requestContext(request: Request, facts: RequestFacts): Promise<Ctx> {
  const authorization = request.headers.get('authorization');
  if (authorization) {
    const key = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (!key)
      throw new DomainError({
        code: 'unauthenticated',
        message: 'The Authorization header must read "Bearer <API key>".',
      });
    return apiKeyContext(key, facts);
  }
  const session = await readSession(cookieOf(request, cookieName()));
  if (!session)
    throw new DomainError({
      code: 'unauthenticated',
      message: 'Sign in, or send an API key as "Authorization: Bearer …".',
    });
  requireSameOrigin(request);
  return sessionContext(
    session,
    request.headers.get('x-tenant') ?? new URL(request.url).searchParams.get('tenant'),
    facts,
  );
}

async function readJson(request: Request): Promise<Record<string, unknown>> {
  const text = (
    await readBody(request, maxJson, 'The request body is over 1 MB. Send less at once, or use an import.')
  ).toString('utf8');
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new DomainError({ code: 'invalid', message: `The body is not JSON: ${(cause as Error).message}`, cause });
  }
  throw new DomainError({ code: 'invalid', message: 'The body must be a JSON object.' });
}

function readQuery(request: Request): Record<string, unknown> {
  const search = new URL(request.url).searchParams;
  search.delete('tenant');
  return Object.fromEntries(
    [...new Set(search.keys())].map((key) => [
      key,
      search.getAll(key).length > 1 ? search.getAll(key) : search.get(key),
    ]),
  );
}

const json = (value: unknown, status: number, requestId: string, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(value), {
    status,
    headers: {
      ...(status === 204 ? {} : { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...headers,
    },
  });

async function guarded(
  request: Request,
  run: (facts: { requestId: string; ip: string | undefined }) => Promise<Response>,
): Promise<Response> {
  const given = request.headers.get('x-request-id');
  const requestId = given && /^[\w-]{8,60}$/.test(given) ? given : uuidv7(systemClock.now());
  try {
    return await run({ requestId, ip: clientIp(request.headers) });
  } catch (error) {
    return problemResponse(toDomainError(error, logger('route').child({ requestId })), requestId);
  }
}

/** A REST endpoint for a verb: path, query and body make its input, its output is the answer. */
export function route<I extends z.ZodType, O extends z.ZodType>(verb: Verb<I, O>): Handler {
  let known: readonly string[] | null | undefined;
  let shape: BodyShape | undefined;
  return (request, { params }) =>
    guarded(request, async (facts) => {
      const ctx: Ctx = { ...(await requestContext(request, facts)), signal: request.signal };
      if (known === undefined) known = parametersOf(verb);
      if (known) assertParameters(request.url, known);
      // Next gives none where the path has none.
      const inPath = (await params) ?? {};
      const byQuery = asksByQuery.has(request.method);
      const body = byQuery ? readQuery(request) : await readJson(request);
      if (!byQuery) assertFields(body, (shape ??= bodyShapeOf(verb)), Object.keys(inPath));
      const input = { ...body, ...inPath } as z.input<I>;
      const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null;
      const status = verb.def.http?.status ?? 200;
      if (!key) return json(await verb(ctx, input), status, facts.requestId);
      authorise(ctx.actor, verb.def.access); // before the kept answer is looked up
      const { name: command, secret } = verb.def;
      // The transaction of the key is around the verb's own.
      await verb.def.beforehand?.(ctx, parseInput(verb.def.input, input));
      const { value, replayed } = await once(ctx, {
        key,
        command,
        input,
        secret,
        run: (inside) => verb(inside, input),
      });
      const answer = await standing(ctx, verb, value);
      return json(answer, status, facts.requestId, replayed ? { 'idempotency-replayed': 'true' } : {});
    });
}

/**
 * An endpoint that handles bytes itself (uploads, downloads, streams); authentication, rights and errors are the same.
 * `parameters` are those that may stand behind its ?.
 */
export function rawRoute(
  access: Access,
  parameters: readonly string[],
  run: (ctx: Ctx, request: Request, params: Record<string, string>) => Promise<Response>,
): Handler {
  return (request, { params }) =>
    guarded(request, async (facts) => {
      const ctx = await requestContext(request, facts);
      if (!may(ctx.actor, access))
        throw new DomainError({
          code: 'forbidden',
          message: `You lack the right ${access}. Ask an administrator of this organisation for it.`,
        });
      assertParameters(request.url, parameters);
      const response = await run(ctx, request, (await params) as Record<string, string>);
      response.headers.set('x-request-id', facts.requestId);
      if (request.method !== 'HEAD') return response;
      // The handler of GET answers HEAD too, and nobody reads that body: a stream would stay open.
      await response.body?.cancel();
      return new Response(null, response);
    });
}

/** An endpoint that anybody may call (health, tracking): only errors are handled for it. */
export const publicRoute =
  (
    run: (
      request: Request,
      params: Record<string, string>,
      facts: { requestId: string; ip: string | undefined },
    ) => Promise<Response>,
  ): Handler =>
  (request, { params }) =>
    guarded(request, async (facts) => run(request, (await params) as Record<string, string>, facts));

const allMethods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;
type Method = (typeof allMethods)[number];

/** What a file of routes exports: the methods that it has; each other one answers which those are. */
export function methods(given: Partial<Record<Method, Handler>>): Record<Method | 'OPTIONS', Handler> {
  const allow = [...allMethods.filter((method) => given[method]), ...(given.GET ? ['HEAD'] : []), 'OPTIONS'];
  const refuse = publicRoute(async ({ method, url }) => {
    const message = `${new URL(url).pathname} has no ${method.slice(0, 20)}; it has ${allow.join(', ')}.`;
    throw new DomainError({ code: 'method_not_allowed', message, allow });
  });
  const OPTIONS: Handler = async () => new Response(null, { status: 204, headers: { allow: allow.join(', ') } });
  const { DELETE = refuse, GET = refuse, PATCH = refuse, POST = refuse, PUT = refuse } = given;
  return { DELETE, GET, OPTIONS, PATCH, POST, PUT };
}
