import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Session } from 'chdb';
import { bodyOf, readParts, readText } from './body';
import type { Engine } from './engine';
import { answerFailure, Refusal } from './failure';
import { readCall, type Call } from './request';
import { isRowFormat, literal, readStatement } from './statement';

export interface EndpointOptions {
  engine: Engine;
  token: string;
  /** Most memory that one statement may take, in bytes. */
  queryMemoryBytes: number;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  call: Call;
  engine: Engine;
  exceptionTag: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function isAllowed(request: IncomingMessage, token: string): boolean {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ', 2);
  const basic = () =>
    Buffer.from(value, 'base64')
      .toString('utf8')
      .replace(/^[^:]*:/, '');
  const key = request.headers['x-clickhouse-key'];
  const given = scheme === 'Basic' ? basic() : scheme === 'Bearer' ? value : typeof key === 'string' ? key : '';
  return timingSafeEqual(digest(given), digest(token));
}

function head({ response, call, exceptionTag }: Exchange, format: string, more: Record<string, string> = {}): void {
  response.writeHead(200, {
    'content-type': /json/i.test(format) ? 'application/json; charset=UTF-8' : 'text/plain; charset=UTF-8',
    'x-clickhouse-query-id': call.queryId.replace(/[^\x20-\x7e]/g, ''),
    'x-clickhouse-format': format,
    ...more,
    ...(call.wantsCompression ? { 'content-encoding': 'gzip' } : { 'x-clickhouse-exception-tag': exceptionTag }),
  });
}

function sink({ response, call }: Exchange): Writable {
  if (!call.wantsCompression) return response;
  const packed = createGzip({ level: 1 });
  packed.pipe(response);
  return packed;
}

async function insertBody(exchange: Exchange, session: Session, sql: string, format: string): Promise<void> {
  const { engine, request, call } = exchange;
  const token = call.around.settings.get('insert_deduplication_token');
  const written = { rows: 0, bytes: 0 };
  let parts = 0;
  const insert = async (rows: Buffer, isOnly: boolean) => {
    if (token && !isOnly) session.query(`SET insert_deduplication_token = ${literal(`${token}-${parts}`)}`);
    const result = await engine.insertRaw(session, sql, rows);
    written.rows += result.rowsWritten;
    written.bytes += result.bytesWritten;
    parts += 1;
  };
  let held: Buffer | undefined;
  for await (const part of readParts(bodyOf(request), isRowFormat(format))) {
    if (held) await insert(held, false);
    held = part;
  }
  if (held) await insert(held, parts === 0);
  const summary = {
    read_rows: '0',
    read_bytes: '0',
    written_rows: `${written.rows}`,
    written_bytes: `${written.bytes}`,
  };
  const rest = {
    total_rows_to_read: '0',
    result_rows: `${written.rows}`,
    result_bytes: `${written.bytes}`,
    elapsed_ns: '0',
  };
  head({ ...exchange, call: { ...call, wantsCompression: false } }, format, {
    'x-clickhouse-summary': JSON.stringify({ ...summary, ...rest }),
  });
  exchange.response.end();
}

async function streamRows(exchange: Exchange, session: Session, sql: string, format: string): Promise<void> {
  let out: Writable | undefined;
  for await (const chunk of session.queryStream(sql, { format })) {
    // The head waits for the first rows, so that an error before them is answered with its own status.
    if (!out) {
      head(exchange, format);
      out = sink(exchange);
    }
    if (exchange.response.destroyed) return;
    if (!out.write(chunk.raw())) await Promise.race([once(out, 'drain'), once(exchange.response, 'close')]);
  }
  if (!out) head(exchange, format);
  (out ?? sink(exchange)).end();
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, call, engine } = exchange;
  const fromUrl = readStatement(call.sql);
  const hasRows = fromUrl.kind === 'insert' && fromUrl.format !== undefined;
  const sql = hasRows ? call.sql : [call.sql, await readText(bodyOf(request))].filter(Boolean).join('\n');
  if (sql.trim() === '') throw new Refusal('BAD_ARGUMENTS', 'The request holds no statement');
  if (sql.includes('\0')) throw new Refusal('BAD_ARGUMENTS', 'The statement contains a NUL character');
  const statement = hasRows ? fromUrl : readStatement(sql);
  if (statement.readsInput) {
    throw new Refusal(
      'NOT_IMPLEMENTED',
      'INSERT … SELECT FROM input() stores nothing here: insert into a Null table with a view',
    );
  }
  const format = statement.format ?? call.defaultFormat;
  await engine.run(call.around, async (session) => {
    if (hasRows) return insertBody(exchange, session, sql, format);
    if (statement.kind === 'query' && isRowFormat(format)) return streamRows(exchange, session, sql, format);
    const result = await session.queryAsync(sql, { format });
    if (exchange.response.destroyed) return;
    head(exchange, format);
    sink(exchange).end(result.bytes());
  });
}

async function serve(options: EndpointOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const exceptionTag = randomBytes(8).toString('hex');
  let label: string | undefined;
  try {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    if (!isAllowed(request, options.token)) throw new Refusal('AUTHENTICATION_FAILED', 'The token is missing or wrong');
    if (url.pathname !== '/') throw new Refusal('BAD_ARGUMENTS', 'Only the path / takes statements');
    if (request.method !== 'POST' && request.method !== 'GET')
      throw new Refusal('UNSUPPORTED_METHOD', 'Use GET or POST');
    const call = readCall(url, options.queryMemoryBytes);
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) call.wantsCompression = false;
    label = call.around.label;
    const killed = label;
    response.once('close', () => {
      if (!response.writableFinished && label) options.engine.kill(killed).catch(() => undefined);
    });
    await answer({ request, response, call, engine: options.engine, exceptionTag });
  } catch (error) {
    answerFailure(response, error, exceptionTag);
    request.resume();
  } finally {
    label = undefined;
  }
}

/** The HTTP endpoint in front of the embedded engine: what @clickhouse/client needs of a server, on 127.0.0.1 only. */
export function createEndpoint(options: EndpointOptions): Server {
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void serve(options, request, response),
  );
  server.requestTimeout = 0;
  return server;
}
