import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HandOver } from '@/lib/sending';

/** The last word on a message: its hand-over began (null), or what came back. */
export type JournalEntries = Map<string, HandOver | null>;

export interface Journal {
  /** The bytes of this message are about to go on the wire; they may when it is sealed. */
  begin(id: string): void;
  /** Writes all that was told so far before it returns. Always the same function. */
  seal(this: void): void;
  /** Written with the next seal, which comes before the next text on its connection, or after the next turn of the event loop. */
  answer(id: string, outcome: HandOver): void;
  /** These are in the database: parts of the journal that only tell of such go away. */
  recorded(ids: readonly string[]): void;
  close(): void;
}

interface Part {
  path: string;
  file: number;
  lines: number;
  /** Messages begun in this part that are not recorded yet. */
  open: number;
}

const linesPerPart = 100_000;
const named = /^(.+)\.journal(?:\.(\d+))?$/;
const bootFile = '/proc/sys/kernel/random/boot_id';
const bootId = (): string => (existsSync(bootFile) ? readFileSync(bootFile, 'utf8').trim() : 'unknown');
const pathOf = (folder: string, instance: string, part: number) =>
  join(folder, `${instance}.journal${part === 0 ? '' : `.${part}`}`);

// The system may take less than all at once; half a line would be read as no line.
function write(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function openPart(path: string): Part {
  const file = openSync(path, 'w', 0o600);
  write(file, `boot ${bootId()}\n`);
  return { path, file, lines: 0, open: 0 };
}

/** A worker's own file of what it hands over: written before and after the wire, so that a killed process leaves in doubt only what was on it. */
export function openJournal(folder: string, instance: string, partLines = linesPerPart): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let count = 0;
  const begunIn = new Map<string, Part>();
  /** Answered, and likely to be tried again. */
  const refused = new Set<string>();
  let current = openPart(pathOf(folder, instance, count));
  const parts = [current];
  let pending = '';
  let flushing: NodeJS.Immediate | undefined;

  const flush = () => {
    if (flushing) clearImmediate(flushing);
    flushing = undefined;
    if (pending === '') return;
    write(current.file, pending);
    pending = '';
    if (current.lines < partLines) return;
    current = openPart(pathOf(folder, instance, ++count));
    parts.push(current);
  };
  // A turn later: a start in this one writes it along.
  const later = () => (flushing = setImmediate(flush));
  const soon = (line: string) => {
    pending += line;
    current.lines++;
    flushing ??= setImmediate(later);
  };
  // The oldest first: a later part may hold the answer to what began in an earlier one.
  const sweep = () => {
    for (let first = parts[0]; first && first !== current && first.open === 0; first = parts[0]) {
      closeSync(first.file);
      rmSync(first.path, { force: true });
      parts.shift();
    }
  };
  return {
    begin(id) {
      pending += `b ${id}\n`;
      current.lines++;
      current.open++;
      begunIn.set(id, current);
      refused.delete(id);
      flushing ??= setImmediate(later);
    },
    seal: flush,
    answer(id, outcome) {
      soon(`a ${id} ${JSON.stringify(outcome)}\n`);
      if (outcome.state === 'refused' || outcome.state === 'unsent') refused.add(id);
    },
    recorded(ids) {
      for (const id of ids) {
        if (refused.delete(id)) soon(`r ${id}\n`);
        const part = begunIn.get(id);
        if (!part) continue;
        part.open--;
        begunIn.delete(id);
      }
      sweep();
    },
    close() {
      flush();
      for (const part of parts) {
        closeSync(part.file);
        rmSync(part.path, { force: true });
      }
    },
  };
}

/** Instances that have a journal in the folder. */
export const journalsIn = (folder: string): string[] =>
  existsSync(folder) ? [...new Set(readdirSync(folder).flatMap((name) => named.exec(name)?.[1] ?? []))] : [];

/** The parts of an instance's journal, oldest first. */
const partsOf = (folder: string, instance: string): string[] =>
  readdirSync(folder)
    .flatMap((name) => {
      const match = named.exec(name);
      return match?.[1] === instance ? [{ name, part: Number(match[2] ?? 0) }] : [];
    })
    .sort((a, b) => a.part - b.part)
    .map(({ name }) => join(folder, name));

/** Empty when another worker removed it meanwhile: it had settled all that it tells of. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * What a journal says; a line cut off by the end of its process is left out. `whole` is false when the machine itself
 * went down since: lines that the disk never got may then be missing.
 */
export function readJournal(folder: string, instance: string): { entries: JournalEntries; whole: boolean } {
  const entries: JournalEntries = new Map();
  let whole = true;
  for (const path of partsOf(folder, instance)) {
    const [boot, ...lines] = textOf(path).split('\n').slice(0, -1);
    // A part without a first line was just being started: nothing in it had begun.
    if (boot !== undefined && boot !== `boot ${bootId()}`) whole = false;
    for (const line of lines) {
      const [kind, id, ...rest] = line.split(' ');
      if (id && kind === 'b') entries.set(id, null);
      // Recorded: what is claimed again after that has not begun yet.
      if (id && kind === 'r') entries.delete(id);
      if (id && kind === 'a') entries.set(id, JSON.parse(rest.join(' ')) as HandOver);
    }
  }
  return { entries, whole };
}

export function removeJournal(folder: string, instance: string): void {
  for (const path of partsOf(folder, instance)) rmSync(path, { force: true });
}
