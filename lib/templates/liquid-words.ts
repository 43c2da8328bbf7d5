const positions = /, line:\d+, col:\d+$/;

const known: [RegExp, (what: string, kind: string) => string][] = [
  [/^undefined filter: (.+)$/, (name) => `There is no filter “${name}”.`],
  [/^output "?(.+?)"? not closed$/, (text) => `“${text}” is not closed: the “}}” after it is missing.`],
  [/^tag (\{%-?\s*(\w+).*) not closed$/, (text, kind) => `“${text}” is not closed: “{% end${kind} %}” is missing.`],
  [/^tag "(.+)" not closed$/, (text) => `“${text}” is not closed: the “%}” after it is missing.`],
];

/** What the template engine finds wrong, in words for whoever writes templates; without the place, which is told apart. */
export function liquidWords(error: unknown): string {
  const raw = (error instanceof Error ? error.message : String(error)).replace(positions, '');
  for (const [pattern, words] of known) {
    const found = pattern.exec(raw);
    if (found) return words(found[1] ?? '', found[2] ?? '');
  }
  return raw;
}
