const patienceMs = 5000;
const maxBytes = 20_000;

/** A small text from Amazon SNS, whose address the caller has judged. Follows no redirect. */
export async function fetchFromSns(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new Error(`SNS answered ${response.status}`);
  const text = await response.text();
  if (text.length > maxBytes) throw new Error('SNS answered too much');
  return text;
}
