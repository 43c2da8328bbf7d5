/** Asks every 20 ms until the answer is not null, undefined or false; fails after `ms` with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T> | T, ms = 20_000): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`Waited ${ms} ms in vain for ${what}.`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
