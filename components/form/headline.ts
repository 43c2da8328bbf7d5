/** The sentence above a form's list of wrong fields. One that only repeats that list, by technical names, is replaced. */
export function headline(message: string, fields: Readonly<Record<string, string>>): string {
  const entries = Object.entries(fields);
  if (!entries.some(([name, problem]) => message.includes(`${name}: ${problem}`))) return message;
  return entries.length === 1 ? 'Something needs a change' : 'Some fields need a change';
}
