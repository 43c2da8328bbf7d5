import { afterEach, describe, expect, it, vi } from 'vitest';
import { guardHistory } from './guard-history';

afterEach(() => vi.unstubAllGlobals());

/** A browser's history of one tab, with or without the Navigation API. */
function browser(hasNavigation: boolean) {
  const events = new EventTarget();
  let entries = ['/contacts'];
  let at = 0;
  const navigation = Object.defineProperty(new EventTarget(), 'currentEntry', { get: () => ({ index: at }) });
  const told = (type: string) =>
    navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType: type }));
  const here = () => `https://one.test${entries[at]}`;
  const history = {
    state: null,
    pushState(_: unknown, __: string, url: string) {
      entries = [...entries.slice(0, at + 1), new URL(url, here()).pathname];
      at += 1;
      told('push');
    },
    go(steps: number) {
      setTimeout(() => {
        at += steps;
        told('traverse');
        events.dispatchEvent(new Event('popstate'));
      });
    },
  };
  const assigned: string[] = [];
  const location = {
    get href() {
      return here();
    },
    assign: (url: string) => void assigned.push(url),
  };
  vi.stubGlobal('history', history);
  vi.stubGlobal('location', location);
  vi.stubGlobal('window', hasNavigation ? { navigation } : {});
  for (const name of ['addEventListener', 'removeEventListener'] as const)
    vi.stubGlobal(name, events[name].bind(events));
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
  let routed = 0;
  let isHeld = false;
  const asked: (() => void)[] = [];
  const guard = guardHistory(
    () => isHeld,
    (leave) => void asked.push(leave),
  );
  events.addEventListener('popstate', () => void (routed += 1));
  return {
    asked,
    assigned,
    routed: () => routed,
    path: () => entries[at],
    hold: (on: boolean) => (isHeld = on),
    /** A link of the router, after which the page is another. */
    open(path: string) {
      history.pushState(null, '', path);
      guard.remember();
    },
    async back() {
      history.go(-1);
      await settled();
    },
    settled,
  };
}

describe.each([
  ['with the Navigation API', true],
  ['without it', false],
])('a step back from unsaved work, %s', (_, hasNavigation) => {
  it('stays, unheard by the router, and asks; leaving goes where it led', async () => {
    const tab = browser(hasNavigation);
    tab.open('/contacts/new');
    tab.hold(true);
    await tab.back();
    expect([tab.path(), tab.routed(), tab.asked.length]).toEqual(['/contacts/new', 0, 1]);
    tab.hold(false);
    tab.asked[0]?.();
    await tab.settled();
    expect(hasNavigation ? tab.path() : tab.assigned[0]).toMatch(/\/contacts$/);
  });

  it('is taken at once when nothing is unsaved', async () => {
    const tab = browser(hasNavigation);
    tab.open('/contacts/new');
    await tab.back();
    expect([tab.path(), tab.routed(), tab.asked.length]).toEqual(['/contacts', 1, 0]);
  });

  it('asks again each time', async () => {
    const tab = browser(hasNavigation);
    tab.open('/segments');
    tab.open('/segments/new');
    tab.hold(true);
    await tab.back();
    await tab.back();
    expect([tab.path(), tab.routed(), tab.asked.length]).toEqual(['/segments/new', 0, 2]);
  });
});
