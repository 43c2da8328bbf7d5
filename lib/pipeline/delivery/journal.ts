import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HandOver } from '@/lib/sending';

/** The last word on a message: its hand-over began (null), or what came back. */
export type JournalEntries = Map<string, HandOver | null>;

export interface Journal {
  /** The bytes of this message are about to go on the wire. */
  begin(id: string): void;
  answer(id: string, outcome: HandOver): void;
  /** Everything written so far is recorded in the database: start over. */
  clear(): void;
  close(): void;
}

const suffix = '.journal';
const bootFile = '/proc/sys/kernel/random/boot_id';
const bootId = (): string => (existsSync(bootFile) ? readFileSync(bootFile, 'utf8').trim() : 'unknown');
const pathOf = (folder: string, instance: string) => join(folder, instance + suffix);

/** A worker's own file of what it hands over: written before and after the wire, so that a killed process leaves in doubt only what was on it. */
export function openJournal(folder: string, instance: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = pathOf(folder, instance);
  const start = () => {
    const file = openSync(path, 'w', 0o600);
    writeSync(file, `boot ${bootId()}\n`);
    return file;
  };
  let file = start();
  return {
    begin: (id) => void writeSync(file, `b ${id}\n`),
    answer: (id, outcome) => void writeSync(file, `a ${id} ${JSON.stringify(outcome)}\n`),
    clear: () => {
      closeSync(file);
      file = start();
    },
    close: () => {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

/** Instances that have a journal in the folder. */
export const journalsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length))
    : [];

/**
 * What a journal says; a line cut off by the end of its process is left out. `whole` is false when the machine itself
 * went down since: lines that the disk never got may then be missing.
 */
export function readJournal(folder: string, instance: string): { entries: JournalEntries; whole: boolean } {
  const entries: JournalEntries = new Map();
  const [boot, ...lines] = readFileSync(pathOf(folder, instance), 'utf8').split('\n').slice(0, -1);
  for (const line of lines) {
    const [kind, id, ...rest] = line.split(' ');
    if (id && kind === 'b') entries.set(id, null);
    if (id && kind === 'a') entries.set(id, JSON.parse(rest.join(' ')) as HandOver);
  }
  return { entries, whole: boot === `boot ${bootId()}` };
}

export const removeJournal = (folder: string, instance: string): void =>
  rmSync(pathOf(folder, instance), { force: true });
