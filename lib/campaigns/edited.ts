/** How many an edit in a pause is about. */
export interface Given {
  /** Did not get it yet. */
  open: number;
  /** It failed for them, they may be tried again, and their address is not gone. */
  failed: number;
  /** Got it before, or are just getting it. */
  kept: number;
  /** Wait for the winner, which this variant may be. */
  ifItWins?: number;
}

interface Said {
  channel: string;
  /** Null: the template stays, and the subject alone is new. */
  version: { name: string; version: number } | null;
  /** As written; empty where the channel has none. */
  subject: string;
}

const people = (n: number) => `${n.toLocaleString('en')} ${n === 1 ? 'person' : 'people'}`;

function what({ channel, version, subject }: Said): string {
  const under = subject ? `the ${channel === 'push' ? 'title' : 'subject'} “${subject}”` : '';
  if (!version) return under ? `it with ${under}` : 'it as it is now';
  return `“${version.name}”, version ${version.version}${under ? `, with ${under}` : ''}`;
}

function getters({ open, failed, ifItWins = 0 }: Given, said: Said): string[] {
  const again = 'when you try them again.';
  if (open === 0 && failed === 0 && ifItWins > 0)
    return [`If this variant wins, ${people(ifItWins)} who wait for the winner will get ${what(said)}.`];
  if (ifItWins > 0)
    return [
      ...getters({ open, failed, kept: 0 }, said),
      `If this variant wins, ${people(ifItWins)} who wait for the winner will get the same.`,
    ];
  if (open === 0 && failed === 0) return [`Nobody is left who gets ${what(said)}.`];
  if (open === 0) return [`${people(failed)} for whom it failed will get ${what(said)} ${again}`];
  const first = `${people(open)} who did not get it yet will get ${what(said)}.`;
  return failed > 0 ? [first, `${people(failed)} for whom it failed will get the same ${again}`] : [first];
}

/** Who gets what from now on, a sentence for each kind of people; nobody is told of who is left out. Pure. */
export function givenText(given: Given, said: Said): string[] {
  const { kept } = given;
  return [
    ...getters(given, said),
    ...(kept > 0 ? [`${people(kept)} got it before, or are just getting it; nothing changes for them.`] : []),
  ];
}
