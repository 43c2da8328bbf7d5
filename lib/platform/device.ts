/** What a session can be told by: a browser, a system, whether it is held in the hand. */
export interface Device {
  name: string;
  kind: 'computer' | 'phone' | 'program';
}

const browsers: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];
const nameIn = (agent: string, names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1];

/** "Firefox on Windows" of a User-Agent header; what cannot be told is said so. */
export function deviceOf(agent: string | null): Device {
  const [browser, system] = [nameIn(agent ?? '', browsers), nameIn(agent ?? '', systems)];
  if (!browser && !system) return { name: agent ? agent.slice(0, 60) : 'Unknown device', kind: 'program' };
  const isPhone = system === 'iPhone' || system === 'iPad' || system === 'Android';
  return { name: [browser ?? 'A browser', system].filter(Boolean).join(' on '), kind: isPhone ? 'phone' : 'computer' };
}

/** The network of an address, enough to tell home from elsewhere: `192.0.2.x`, `2001:db8:1::`. Null when none is known. */
export function networkOf(ip: string | null): string | null {
  if (!ip) return null;
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  if (plain === '::1' || plain.startsWith('127.')) return 'this machine';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(plain)) return plain.replace(/\d+$/, 'x');
  const [head = ''] = plain.split('::', 1);
  return `${head.split(':').slice(0, 3).join(':')}::`;
}
