import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { heardAtBreak } from '../faults';
import type { Heard } from '../provider';
import type { HttpAnswer, HttpRequest } from './adapter';

/** In milliseconds. */
export interface HttpTimeouts {
  /** Until the connection stands, TLS included. */
  connect: number;
  /** From the request's first byte to the answer's last. */
  answer: number;
}

export interface HttpClientOptions {
  /** Requests at a time. */
  width: number;
  timeouts?: Partial<HttpTimeouts>;
  /** Refuses addresses that may not be reached; the system's own lookup unless given. */
  lookup?: LookupFunction;
}

/** What became of one request. `unsent`: not a byte of it left; `unknown`: some did, and no whole answer came. */
export type Exchange =
  | { state: 'answered'; answer: HttpAnswer }
  | { state: 'unknown' | 'unsent'; reason: string; heard: Heard | undefined }
  | { state: 'wrong'; reason: string };

const usualTimeouts: HttpTimeouts = { connect: 10_000, answer: 15_000 };
/** Below what servers keep an idle connection: one that they close under a request leaves it in doubt. */
const idleMs = 4000;
const maxAnswerBytes = 64 * 1024;

/** Connections to one provider, kept alive. Follows no redirect; bounds time and size of every answer. */
export class HttpClient {
  private readonly timeouts: HttpTimeouts;
  private readonly plain: PlainAgent;
  private readonly tls: TlsAgent;

  constructor(private readonly options: HttpClientOptions) {
    this.timeouts = { ...usualTimeouts, ...options.timeouts };
    const kept = { keepAlive: true, maxSockets: options.width, timeout: idleMs };
    this.plain = new PlainAgent(kept);
    this.tls = new TlsAgent(kept);
  }

  /** Never rejects. `onBytes` is called once, when the connection stands and before a byte of the request leaves; what it throws keeps it back. */
  exchange(request: HttpRequest, onBytes: () => void): Promise<Exchange> {
    return new Promise((resolve) => {
      let begun = false;
      let responds = false;
      let timer: NodeJS.Timeout | undefined;
      const settle = (exchange: Exchange) => {
        clearTimeout(timer);
        resolve(exchange);
      };
      let outgoing: ClientRequest;
      try {
        outgoing = this.open(request);
      } catch (error) {
        return settle({ state: 'wrong', reason: wordsOf(error) });
      }
      // Whoever began to answer is not silent, whatever came after that.
      const lost = (reason: string, heard?: Heard) => {
        settle({ state: begun ? 'unknown' : 'unsent', reason, heard: responds ? 'answer' : heard });
        outgoing.destroy();
      };
      const within = (ms: number, reason: string) => {
        clearTimeout(timer);
        timer = setTimeout(() => lost(reason, 'silence'), ms);
      };
      within(this.timeouts.connect, 'no connection in time');
      outgoing.on('error', (error) => lost(wordsOf(error), heardAtBreak(error)));
      outgoing.on('response', (response) => {
        responds = true;
        collect(response, lost, settle);
      });
      outgoing.once('socket', (socket) =>
        whenOpen(socket, () => {
          if (outgoing.destroyed) return;
          try {
            onBytes();
          } catch (error) {
            return lost(wordsOf(error));
          }
          begun = true;
          within(this.timeouts.answer, 'no answer in time');
          outgoing.end(request.body);
        }),
      );
    });
  }

  close(): void {
    this.plain.destroy();
    this.tls.destroy();
  }

  private open({ method = 'POST', url, headers, body }: HttpRequest): ClientRequest {
    const target = new URL(url);
    const options = {
      method,
      headers: { 'user-agent': 'AlumOutreach', ...headers, 'content-length': Buffer.byteLength(body) },
      ...(this.options.lookup ? { lookup: this.options.lookup } : {}),
    };
    return target.protocol === 'https:'
      ? tlsRequest(target, { ...options, agent: this.tls })
      : plainRequest(target, { ...options, agent: this.plain });
  }
}

const wordsOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return message || code || 'the connection failed';
};

function whenOpen(socket: Socket | TLSSocket, ready: () => void): void {
  if ('secureConnecting' in socket && socket.secureConnecting) socket.once('secureConnect', ready);
  else if (socket.connecting) socket.once('connect', ready);
  else ready();
}

function collect(response: IncomingMessage, lost: (reason: string) => void, settle: (e: Exchange) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxAnswerBytes) lost(`an answer of more than ${maxAnswerBytes / 1024} kB`);
    else chunks.push(chunk);
  });
  response.on('error', (error) => lost(wordsOf(error)));
  response.on('close', () => lost('the answer was cut off'));
  response.on('end', () => {
    if (!response.complete) return;
    const { statusCode: status = 0, headers } = response;
    settle({ state: 'answered', answer: { status, headers, body: Buffer.concat(chunks).toString('utf8') } });
  });
}
