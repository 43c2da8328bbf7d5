const keptMs = 5 * 60_000;
const kept = 1000;

/** Answers that are asked for once in five minutes, however many look; `anew`: asked for all the same. */
export function remembering<T>(
  ask: (key: string) => Promise<T>,
): (key: string, now: number, anew?: boolean) => Promise<T> {
  const known = new Map<string, { at: number; answer: Promise<T> }>();
  return (key, now, anew = false) => {
    const before = known.get(key);
    if (before && !anew && now - before.at < keptMs) return before.answer;
    if (known.size >= kept) known.clear();
    const answer = ask(key);
    known.set(key, { at: now, answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}
