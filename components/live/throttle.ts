/**
 * Calls `run` at once, then at most once in `ms`; a call in between is made up for at the end. With `afterMs`, once more so
 * long after the last call, for what follows a change some time later.
 */
export function throttle(run: () => void, ms: number, afterMs?: number): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let after: ReturnType<typeof setTimeout> | undefined;
  let isOwed = false;
  const tick = () => {
    timer = undefined;
    if (isOwed) go();
  };
  const go = () => {
    isOwed = false;
    timer = setTimeout(tick, ms);
    run();
  };
  const call = () => {
    clearTimeout(after);
    if (afterMs !== undefined) after = setTimeout(run, afterMs);
    if (timer === undefined) go();
    else isOwed = true;
  };
  return Object.assign(call, {
    cancel: () => {
      clearTimeout(timer);
      clearTimeout(after);
      timer = undefined;
      isOwed = false;
    },
  });
}
