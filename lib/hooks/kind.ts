import type { BounceClass } from '@/lib/feedback';
import type { DeliveryEvent } from '@/lib/pipeline/vocabulary';
import type { IncomingText } from '@/lib/texts';

/** A provider's request, as it came. */
export interface HookRequest {
  /** As the provider knows it: our public address. */
  url: URL;
  header: (name: string) => string | null;
  raw: Buffer;
}

/** What proves that a request comes from the provider. */
export interface Proof {
  settings: Record<string, string | number | boolean>;
  secrets: Record<string, string>;
  /** Our own word, for those who sign nothing. */
  token: string;
}

/** One thing that a provider tells of a message. */
export interface HookEvent {
  messageId: string;
  event: Extract<DeliveryEvent, 'accepted' | 'delivered' | 'opened' | 'bounced' | 'complained' | 'unsubscribed'>;
  at: Date;
  /** The provider's own name for the event: makes a repeat recognisable. */
  key: string;
  detail?: string | undefined;
  /** Of bounces: the address will never work. */
  isHard?: boolean;
  /** Of bounces, where the code says what it means. */
  bounce?: BounceClass;
  /** Of bounces: the person had told the provider to stop this. */
  refuses?: 'any' | 'marketing' | null;
}

export interface Signed {
  text: string;
  /** Seconds since 1970. */
  at: number;
}

/** How one provider proves itself and what it tells; `read` and `texts` are pure and take whatever JSON or form there is. */
export interface HookKind {
  isGenuine(request: HookRequest, proof: Proof, now: Date): boolean | Promise<boolean>;
  read(request: HookRequest): HookEvent[];
  texts?(request: HookRequest): IncomingText[];
  /** Of those who do not sign the body: what they signed, of a genuine request. It stands for one body and no other. */
  once?(request: HookRequest): Signed;
}

/** How old a signed request may be: providers repeat for hours what was not taken, and a repeat changes nothing. */
const oldestMs = 24 * 3600_000;
const aheadMs = 5 * 60_000;

/** When a request that was signed at a second is taken no more, by any clock of ours. */
export const forgettable = (second: number): Date => new Date(second * 1000 + oldestMs + aheadMs);

export const isFresh = (at: number, now: Date): boolean =>
  Number.isFinite(at) && at > now.getTime() - oldestMs && at < now.getTime() + aheadMs;
