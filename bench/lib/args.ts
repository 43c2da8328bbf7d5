/** `--rows 1000` of a command line as a number; the default when absent. Throws on anything that is none. */
export function numberOf(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(`--${name}`);
  if (at < 0) return otherwise;
  const value = Number(args[at + 1]?.replaceAll('_', ''));
  if (!Number.isInteger(value) || value <= 0)
    throw new Error(`--${name} needs a whole number above 0, such as --${name} ${otherwise}`);
  return value;
}
