// What a page asks of the browser that shows it; one registration for each organisation, since each has a key of its own.

const scopeOf = (scope: string) => `/push/${scope}/`;

/** Whether this browser could show notifications, and whether its person forbade them. */
export function ability(): 'able' | 'unable' | 'insecure' | 'denied' {
  if (!window.isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unable';
  return Notification.permission === 'denied' ? 'denied' : 'able';
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const textOf = (bytes: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** A browser's own words help nobody: what they mean, and what to do. */
export function browserWords(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'AbortError') return 'The browser could not reach its push service. Try again later.';
  return 'The browser could not turn them on. Open this page again, or try another browser.';
}

/** The subscription that this browser has with the organisation, if any. */
export async function currentSubscription(scope: string): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(scopeOf(scope));
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** SHA-256 in hex, as the server names its endpoints. */
export async function nameOf({ endpoint }: PushSubscription): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function activeRegistration(scope: string): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register('/push-worker.js', { scope: scopeOf(scope) });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  await new Promise<void>((done, fail) => {
    const look = () => {
      if (!worker || worker.state === 'activated') done();
      else if (worker.state === 'redundant') fail(new Error('The browser gave the worker up.'));
    };
    worker?.addEventListener('statechange', look);
    look();
  });
  return registration;
}

/** Asks the browser for a subscription under this key; one with another key is given up first. Throws what the browser says. */
export async function subscribe(scope: string, key: string): Promise<PushSubscription> {
  const { pushManager } = await activeRegistration(scope);
  const before = await pushManager.getSubscription();
  if (before && textOf(before.options.applicationServerKey) !== key) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

/** As browsers write it down, for a test. */
export const asJson = (subscription: PushSubscription): string => {
  const { endpoint, p256dh, auth } = given(subscription, '');
  return JSON.stringify({ endpoint, keys: { p256dh, auth } });
};

/** As the server takes it. */
export const given = (subscription: PushSubscription, key: string) => ({
  ...{ endpoint: subscription.endpoint, key },
  p256dh: textOf(subscription.getKey('p256dh')),
  auth: textOf(subscription.getKey('auth')),
});
