/** Calls `run` at once, then at most once in `ms`; a call in between is made up for at the end. */
export function throttle(run: () => void, ms: number): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
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
    if (timer === undefined) go();
    else isOwed = true;
  };
  return Object.assign(call, {
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      isOwed = false;
    },
  });
}
