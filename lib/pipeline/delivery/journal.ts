import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HandOver } from '@/lib/sending';

/** One line per event of a message: its hand-over began, or this is what came back. */
export type JournalEntry = { id: string; outcome: HandOver | null };

export interface Journal {
  /** The bytes of these messages are about to go on the wire. */
  begin(ids: readonly string[]): void;
  /** What came back for one. */
  answer(id: string, outcome: HandOver): void;
  /** Everything written so far is recorded in the database: start over. */
  clear(): void;
  close(): void;
}

const suffix = '.journal';

/** A worker's own file of what it hands over: written before and after the wire, so that a killed process leaves in doubt only what was on it. */
export function openJournal(folder: string, instance: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, instance + suffix);
  let file = openSync(path, 'a', 0o600);
  return {
    begin: (ids) => void writeSync(file, ids.map((id) => `b ${id}\n`).join('')),
    answer: (id, outcome) => void writeSync(file, `a ${id} ${JSON.stringify(outcome)}\n`),
    clear: () => {
      closeSync(file);
      file = openSync(path, 'w', 0o600);
    },
    close: () => {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

/** Instances that left a journal behind, other than those still alive. */
export function leftJournals(folder: string, isAlive: (instance: string) => boolean): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length)).filter((instance) => !isAlive(instance));
}

/** The last word of a journal on each message; a line cut off by the end of its process is left out. */
export function readJournal(folder: string, instance: string): Map<string, JournalEntry> {
  const entries = new Map<string, JournalEntry>();
  const lines = readFileSync(join(folder, instance + suffix), 'utf8').split('\n');
  for (const line of lines.slice(0, -1)) {
    const [kind, id, ...rest] = line.split(' ');
    if (!id) continue;
    if (kind === 'b') entries.set(id, { id, outcome: null });
    if (kind === 'a') entries.set(id, { id, outcome: JSON.parse(rest.join(' ')) as HandOver });
  }
  return entries;
}

export const removeJournal = (folder: string, instance: string): void => rmSync(join(folder, instance + suffix), { force: true });

