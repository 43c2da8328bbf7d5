import type { IncomingHttpHeaders } from 'node:http';
import type { HandOver, OutboundMessage } from '../provider';
import type { SendingChannel } from '../vocabulary';

export interface HttpRequest {
  method?: 'POST' | 'GET';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer | string;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What is a provider's own: how a message is asked for, and what an answer means. Both are pure. */
export interface HttpAdapter {
  readonly channel: SendingChannel;
  /** Throws a DomainError for a message that cannot be put in this provider's words. */
  request(message: OutboundMessage, now: Date): HttpRequest;
  read(answer: HttpAnswer, now: Date): HandOver;
}
