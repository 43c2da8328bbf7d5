import type { Clock } from '@/lib/platform/clock';
import type { Browser } from '@/lib/push';
import { Breaker } from './breaker';
import type { HandOver } from './provider';

/** Of browser makers, by names that nobody else can make up: any other host is one that a single recipient may have chosen. */
const makers = new Set([
  'fcm.googleapis.com',
  'jmt17.google.com',
  'updates.push.services.mozilla.com',
  'web.push.apple.com',
]);
const longestWaitSeconds = 3600;

type Service = { breaker: Breaker; troubled: Set<string> };

const isTrouble = (outcome: HandOver): boolean =>
  outcome.state === 'unsent' ||
  outcome.state === 'unknown' ||
  (outcome.state === 'refused' && (outcome.kind === 'auth' || outcome.kind === 'throttle'));

/**
 * Judges what push services say. Recipients choose them: a service rests alone, after trouble with several people in a row, and no
 * answer for one person is a fault of the organisation's provider. Where one person may have made the service up, each try counts.
 */
export class PushServices {
  private readonly services = new Map<string, Service>();

  constructor(
    private readonly clock: Clock,
    private readonly isKnown: (host: string) => boolean = (host) => makers.has(host),
  ) {}

  /** Seconds for which nothing goes to this browser's service; 0: it may go now. */
  restsFor({ endpoint }: Browser): number {
    const service = this.serviceOf(endpoint);
    if (!service) return 0;
    const now = this.clock.now().getTime();
    return service.breaker.admits(1, now) === 1 ? 0 : service.breaker.waitSeconds(now);
  }

  /** What an answer means for the message; `kept`: it never came to this browser's service. */
  judged(browser: Browser, outcome: HandOver, kept?: { restsFor: number }): HandOver {
    const service = this.serviceOf(browser.endpoint);
    if (kept && kept.restsFor > 0)
      return {
        state: 'unsent',
        reason: 'Their push service rests.',
        retryAfterSeconds: kept.restsFor,
        isBlameless: true,
      };
    if (kept) {
      service?.breaker.untold();
      return outcome;
    }
    return service ? this.ofMaker(service, browser.contactId, outcome) : ofAnybody(outcome);
  }

  private ofMaker(service: Service, contactId: string, outcome: HandOver): HandOver {
    const { breaker, troubled } = service;
    if (outcome.state === 'accepted') {
      breaker.worked();
      troubled.clear();
      return outcome;
    }
    if (!isTrouble(outcome)) breaker.untold();
    else if (breaker.open || !troubled.has(contactId)) {
      troubled.add(contactId);
      breaker.failed(this.clock.now().getTime());
    }
    // Our own key, once several people's browsers in a row would not have it.
    const isOurs = outcome.state === 'refused' && outcome.kind === 'auth' && breaker.open;
    return isOurs ? outcome : { ...outcome, isBlameless: true };
  }

  private serviceOf(endpoint: string): Service | null {
    const { host } = new URL(endpoint);
    if (!this.isKnown(host)) return null;
    const known = this.services.get(host) ?? { breaker: new Breaker(), troubled: new Set<string>() };
    this.services.set(host, known);
    return known;
  }
}

/** Whoever answers may be the recipient: it is no word about the provider, and what cannot be reached is a try that counts. */
function ofAnybody(outcome: HandOver): HandOver {
  if (outcome.state === 'accepted') return outcome;
  if (outcome.state === 'unsent')
    return {
      ...{ state: 'refused', transient: true, kind: 'other', code: 'unreachable', isBlameless: true },
      response: `Their push service could not be reached: ${outcome.reason}`,
    };
  if (outcome.state === 'refused' && outcome.retryAfterSeconds)
    return {
      ...outcome,
      retryAfterSeconds: Math.min(outcome.retryAfterSeconds, longestWaitSeconds),
      isBlameless: true,
    };
  return { ...outcome, isBlameless: true };
}
