/** One open or click as it reached us. */
export interface TrackingHit {
  kind: 'open' | 'click';
  /** Time since the server took the message, in milliseconds. */
  sinceSentMs: number;
  userAgent: string | null;
  ip?: string | null;
  method: string;
}

export interface TrackingVerdict {
  /** True when a program, not a person, made the hit. */
  machine: boolean;
  /** Stable word for reports. */
  reason: 'human' | 'head' | 'no-agent' | 'too-soon' | 'scanner' | 'bot' | 'privacy-proxy';
}

const tooSoonMs = 2_000;

// Security gateways that open links before the message is shown, and programs in general.
const scanners =
  /barracuda|mimecast|proofpoint|urldefense|safelinks|msoffice existence|microsoft office existence discovery|bitdefender|fireeye|trendmicro|trend micro|symantec|messagelabs|forcepoint|sophos|ironport|cisco|zscaler|checkpoint|vade|hornet|cloudmark|cyren|avanan|slackbot|teams-ic3|skypeuripreview/i;
const bots =
  /^whatsapp\/|facebookexternalhit|bot\b|bot\/|crawl|spider|preview|prefetch|scanner|headless|phantomjs|python|curl|wget|java\/|okhttp|go-http|node-fetch|axios|libwww|httpclient|guzzle|ruby|perl|postman|monitor/i;
// A person reads through these: the picture is fetched for her, at a time of its own choosing or when she opens.
const shownProxies = /googleimageproxy|ggpht\.com|yahoomailproxy|outlook-com image proxy/i;

/**
 * Tells a program's open or click from a person's by the request alone; what its neighbours tell is judged when it is kept
 * (lib/feedback/judge.ts). Pure; both kinds are counted, only people's count in results.
 */
export function classifyHit(hit: TrackingHit): TrackingVerdict {
  const agent = hit.userAgent?.trim() ?? '';
  const machine = (reason: TrackingVerdict['reason']): TrackingVerdict => ({ machine: true, reason });
  if (hit.method.toUpperCase() === 'HEAD') return machine('head');
  if (agent === '') return machine('no-agent');
  if (scanners.test(agent)) return machine('scanner');
  // Apple's Mail Privacy Protection fetches every picture, read or not, and names itself by this alone.
  if (agent === 'Mozilla/5.0') return machine(hit.kind === 'open' ? 'privacy-proxy' : 'bot');
  if (shownProxies.test(agent)) {
    if (hit.kind === 'click') return machine('bot');
    return hit.sinceSentMs < tooSoonMs ? machine('too-soon') : { machine: false, reason: 'human' };
  }
  if (bots.test(agent)) return machine('bot');
  if (hit.sinceSentMs < tooSoonMs) return machine('too-soon');
  return { machine: false, reason: 'human' };
}
