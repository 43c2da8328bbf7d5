const pageOf = (address: string) => {
  const { origin, pathname, search } = new URL(address);
  return origin + pathname + search;
};

/**
 * Undoes a step back or forward while `isHeld`, and hands the step to `ask`. Listens in the capture phase, so that the
 * router never hears of an undone step. `remember` is for whoever knows that the page came to another address: browsers
 * without the Navigation API do not tell.
 */
export function guardHistory(
  isHeld: () => boolean,
  ask: (leave: () => void) => void,
): { remember: () => void; stop: () => void } {
  const entries = 'navigation' in window ? window.navigation : null;
  const indexNow = () => entries?.currentEntry?.index ?? 0;
  let here = { url: location.href, state: history.state as unknown, index: indexNow() };
  let undoing = false;
  let leaving = false;
  const remember = () => {
    here = { url: location.href, state: history.state as unknown, index: indexNow() };
  };
  const onChange = (event: NavigationCurrentEntryChangeEvent) => {
    if (event.navigationType !== 'traverse') remember();
  };
  const onPop = (event: PopStateEvent) => {
    if (undoing) {
      undoing = false;
      event.stopImmediatePropagation();
      return;
    }
    if (leaving || !isHeld() || pageOf(location.href) === pageOf(here.url)) {
      leaving = false;
      remember();
      return;
    }
    event.stopImmediatePropagation();
    const steps = indexNow() - here.index;
    if (steps !== 0) {
      undoing = true;
      history.go(-steps);
      ask(() => {
        leaving = true;
        history.go(steps);
      });
      return;
    }
    // Without the Navigation API the way back is not known: put the page's own entry on top again.
    const target = location.href;
    history.pushState(here.state, '', here.url);
    ask(() => location.assign(target));
  };
  addEventListener('popstate', onPop, true);
  entries?.addEventListener('currententrychange', onChange);
  return {
    remember() {
      if (!undoing) remember();
    },
    stop() {
      removeEventListener('popstate', onPop, true);
      entries?.removeEventListener('currententrychange', onChange);
    },
  };
}
