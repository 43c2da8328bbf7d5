/** `--rows 1000` of a command line as a number; the default when absent. Throws on anything that is none. */
export function numberOf(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(`--${name}`);
  if (at < 0) return otherwise;
  const value = Number(args[at + 1]?.replaceAll('_', ''));
  if (!Number.isInteger(value) || value <= 0)
    throw new Error(`--${name} needs a whole number above 0, such as --${name} ${otherwise}`);
  return value;
}

/** `--dkim rsa` of a command line as one of these words; the first one when absent. Throws on any other. */
export function wordOf<Word extends string>(
  args: readonly string[],
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const at = args.indexOf(`--${name}`);
  const word = at < 0 ? words[0] : words.find((one) => one === args[at + 1]);
  if (word === undefined) throw new Error(`--${name} needs one of ${words.join(', ')}`);
  return word;
}
