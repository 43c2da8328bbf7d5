import { readBody } from '@/lib/platform/read-body';

const patienceMs = 5000;
const maxBytes = 20_000;

/** A small text from Amazon SNS, whose address the caller has judged. Follows no redirect. */
export async function fetchFromSns(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new Error(`SNS answered ${response.status}`);
  // The fault is theirs: who tells us something is not told that it was too large.
  const body = await readBody(response, maxBytes, 'SNS answered too much').catch((cause: unknown) => {
    throw new Error(cause instanceof Error ? cause.message : 'SNS broke off', { cause });
  });
  return body.toString();
}
