import type { HandOver, SendHooks } from './provider';

/** Yields the outcomes that `begin` settles, as they come; the hook hears of each before it is yielded. */
export async function* inAnyOrder(
  count: number,
  hooks: SendHooks | undefined,
  begin: (settle: (index: number, outcome: HandOver) => void) => void,
): AsyncGenerator<{ index: number; outcome: HandOver }> {
  const done: { index: number; outcome: HandOver }[] = [];
  let wake = () => {};
  begin((index, outcome) => {
    hooks?.answered?.(index, outcome);
    done.push({ index, outcome });
    wake();
  });
  for (let seen = 0; seen < count;) {
    if (done.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const ready = done.splice(0);
    seen += ready.length;
    yield* ready;
  }
}
