import type { LookupFunction } from 'node:net';
import type { Heard, Refusal } from '../provider';

export interface SmtpEnvelope {
  /** Return path; empty for the null sender. */
  from: string;
  to: string;
  /** The bytes have CRLF lines only and no line begins with a dot (as the composer makes them): nothing is scanned. */
  canonical?: boolean;
}

export type SmtpOutcome =
  /** `reference`: the server's own name for it. */
  | { state: 'accepted'; response: string; reference?: string | undefined }
  | ({ state: 'refused' } & Refusal)
  | { state: 'unknown'; reason: string; heard?: Heard | undefined }
  | { state: 'unsent'; reason: string; heard?: Heard | undefined; refusal?: Refusal | undefined };

/** One complete answer of a server, its lines joined by spaces. */
export interface SmtpReply {
  code: number;
  enhanced?: string;
  text: string;
  lines: string[];
}

export interface SmtpOptions {
  host: string;
  port: number;
  /** `tls` from the first byte; `starttls` required; `opportunistic` when offered; `none` never. Default opportunistic. */
  security?: 'tls' | 'starttls' | 'opportunistic' | 'none';
  auth?: { user: string; pass: string };
  /** Sends the password over a connection that is not encrypted. */
  allowPlainAuth?: boolean;
  /** Accepts certificates that do not verify; for `opportunistic` they never have to. */
  allowInvalidCertificate?: boolean;
  /** Name we greet with. Default `localhost`. */
  name?: string;
  /** Uses PIPELINING when offered. Default true. */
  pipelining?: boolean;
  timeouts?: Partial<SmtpTimeouts>;
  /** The system's own unless given. */
  lookup?: LookupFunction;
}

/** In milliseconds. */
export interface SmtpTimeouts {
  connect: number;
  greeting: number;
  command: number;
  /** From the final dot to the answer. */
  body: number;
}

export const defaultTimeouts: SmtpTimeouts = { connect: 30_000, greeting: 60_000, command: 60_000, body: 600_000 };

/** The connection cannot be used; `reply` when the server said why, `heard` what came of the server at all. */
export class SmtpError extends Error {
  readonly reply: SmtpReply | undefined;
  readonly heard: Heard | undefined;

  constructor(message: string, reply?: SmtpReply, heard: Heard | undefined = reply ? 'answer' : undefined) {
    super(message);
    this.name = 'SmtpError';
    this.reply = reply;
    this.heard = heard;
  }
}
