import type { ServerResponse } from 'node:http';

const codes = {
  UNSUPPORTED_METHOD: { code: 1, status: 400 },
  BAD_ARGUMENTS: { code: 36, status: 400 },
  NOT_IMPLEMENTED: { code: 48, status: 501 },
  UNKNOWN_FORMAT: { code: 73, status: 400 },
  TOO_MANY_BYTES: { code: 307, status: 413 },
  AUTHENTICATION_FAILED: { code: 516, status: 401 },
} as const;

/** A refusal of the endpoint itself, worded as ClickHouse words its own so that clients read code and type. */
export class Refusal extends Error {
  readonly status: number;

  constructor(type: keyof typeof codes, message: string) {
    super(`Code: ${codes[type].code}. DB::Exception: ${message}. (${type})`);
    this.status = codes[type].status;
  }
}

const isEngineError = /Code: (\d+)\. DB::Exception/;
const notFoundCodes = new Set(['60', '81', '46', '47']);

/** The status and text with which an error is answered; the engine's own text starts at its `Code:`. */
export function describeFailure(error: unknown): { status: number; code: string; text: string } {
  const raw = error instanceof Error ? error.message : String(error);
  const found = isEngineError.exec(raw);
  if (!found) return { status: 500, code: '1002', text: `Code: 1002. DB::Exception: ${raw}. (UNKNOWN_EXCEPTION)\n` };
  const code = found[1] ?? '1002';
  const status = error instanceof Refusal ? error.status : notFoundCodes.has(code) ? 404 : code === '159' ? 408 : 500;
  return { status, code, text: `${raw.slice(found.index)}\n` };
}

/**
 * Answers with an error. Once rows are on the wire the status can no longer change: the text then follows in the frame
 * that ClickHouse 25.11 and later use, and the connection is cut where no frame was announced.
 */
export function answerFailure(response: ServerResponse, error: unknown, exceptionTag: string): void {
  const { status, code, text } = describeFailure(error);
  if (response.destroyed) return;
  if (!response.headersSent) {
    response.writeHead(status, { 'content-type': 'text/plain; charset=UTF-8', 'x-clickhouse-exception-code': code });
    response.end(text);
    return;
  }
  const length = Buffer.byteLength(text);
  response.end(`\r\n__exception__\r\n${exceptionTag}\r\n${text}${length} ${exceptionTag}\r\n__exception__\r\n`);
}
