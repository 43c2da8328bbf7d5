const base = 'http://own.invalid';

/** The path to go to after signing in: only one of our own; anything else is the front page. */
export function ownPath(next: string): string {
  if (!next.startsWith('/') || next.length > 2000 || !URL.canParse(next, base)) return '/';
  const url = new URL(next, base);
  const path = url.pathname + url.search;
  return url.origin === base && !path.startsWith('//') && !path.startsWith('/login') ? path : '/';
}
