import type { ActionError } from './result';

/** What is left of an error once these fields were written anew; nothing, when it was about them alone. */
export function withoutFields(error: ActionError, names: readonly string[]): ActionError | null {
  const before = Object.entries(error.fields ?? {});
  const left = before.filter(([name]) => !names.includes(name));
  if (left.length === before.length) return error;
  return left.length > 0 ? { ...error, fields: Object.fromEntries(left) } : null;
}
