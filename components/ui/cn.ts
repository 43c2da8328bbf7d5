/** Joins class names and leaves out the empty ones. It does not resolve conflicts: pass layout classes only. */
export function cn(...parts: Array<string | false | null | undefined>): string {
  return parts.filter(Boolean).join(' ');
}
