import type { HandOver, SendHooks } from './provider';

/** Starts `count` hand-overs and yields their outcomes as they come; the hook hears of each before it is yielded. */
export async function* inAnyOrder(
  count: number,
  hooks: SendHooks | undefined,
  start: (index: number, settle: (outcome: HandOver) => void) => void,
): AsyncGenerator<{ index: number; outcome: HandOver }> {
  const done: { index: number; outcome: HandOver }[] = [];
  let wake = () => {};
  for (let index = 0; index < count; index++) {
    start(index, (outcome) => {
      hooks?.answered?.(index, outcome);
      done.push({ index, outcome });
      wake();
    });
  }
  for (let seen = 0; seen < count;) {
    if (done.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const ready = done.splice(0);
    seen += ready.length;
    yield* ready;
  }
}
