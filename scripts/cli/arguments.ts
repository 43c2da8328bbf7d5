/** A mistake in how the command was called; shown as it is, exit code 2. */
export class UsageError extends Error {}

/** What to say when no command has these words: which they were, and the usage of those that exist. */
export function noSuchCommand(words: readonly string[], usages: readonly string[]): UsageError {
  const said = words.length > 0 ? `There is no command "${words.slice(0, 2).join(' ')}". ` : '';
  return new UsageError(
    `${said}Usage: npm run cli -- <command> [--json]\n${usages.map((usage) => `  ${usage}`).join('\n')}`,
  );
}

export interface Arguments {
  words: string[];
  option(name: string): string | undefined;
  required(name: string): string;
  flag(name: string): boolean;
  /** Raises UsageError for an option that the command's usage line does not name. */
  onlyThoseOf(usage: string): void;
}

/** `tenant create --slug s --json`: words, then `--name value` or `--name=value`; a name before another `--` is a flag. */
export function readArguments(argv: readonly string[]): Arguments {
  const words: string[] = [];
  const options = new Map<string, string | true>();
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (!arg.startsWith('--')) {
      words.push(arg);
      continue;
    }
    const [name = '', inline] = arg.slice(2).split(/=(.*)/s);
    const next = argv[i + 1];
    if (inline !== undefined) options.set(name, inline);
    else if (next !== undefined && !next.startsWith('--')) {
      options.set(name, next);
      i++;
    } else options.set(name, true);
  }
  const option = (name: string) => {
    const value = options.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    words,
    option,
    flag: (name) => options.has(name),
    onlyThoseOf: (usage) => {
      const known = new Set(['json', ...Array.from(usage.matchAll(/--([a-z-]+)/g), (match) => match[1])]);
      for (const name of options.keys())
        if (!known.has(name))
          throw new UsageError(`--${name} is not an option here. Usage: npm run cli -- ${usage} [--json]`);
    },
    required: (name) => {
      const value = option(name);
      if (value === undefined) throw new UsageError(`--${name} is missing.`);
      return value;
    },
  };
}
