import type { ActionError } from './result';

/** What is left of an error once these fields were written anew; nothing, when it was about them alone. */
export function withoutFields(error: ActionError, names: readonly string[]): ActionError | null {
  const before = Object.entries(error.fields ?? {});
  const left = before.filter(([name]) => !names.includes(name));
  if (left.length === before.length) return error;
  return left.length > 0 ? { ...error, fields: Object.fromEntries(left) } : null;
}

/**
 * The error as the form's fields can show it: where one field holds a whole list ("countries"), what is wrong with an entry
 * ("countries.0") is told there, the first one first. What has a field of its own stays.
 */
export function ontoFields(error: ActionError, isField: (name: string) => boolean): ActionError {
  if (!error.fields) return error;
  let { message } = error;
  const fields: Record<string, string> = {};
  for (const [name, problem] of Object.entries(error.fields)) {
    const list = name.replace(/\.\d+$/, '');
    const at = !isField(name) && isField(list) ? list : name;
    message = message.replace(`${name}: ${problem}`, () => `${at}: ${problem}`);
    fields[at] ??= problem;
  }
  return { ...error, message, fields };
}
