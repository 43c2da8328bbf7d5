import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';

const KINDS = ['table', 'view', 'fn', 'extension', 'clickhouse'];
const CHANGES = ['main job', 'sending', 'people', 'access', 'later'];
const STATES = ['planned', 'done'];

interface Part {
  seed: string;
  part: string;
  home: string;
  change: string;
  state: string;
}

const parts: Part[] = readFileSync(new URL('../docs/seeds.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d{3} \|/.test(line))
  .map((line) => {
    const [seed = '', part = '', home = '', change = '', state = ''] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return { seed, part, home, change, state };
  });

const objects = parts.flatMap((row) => {
  const match = /^([a-z]+) `([^`]+)`$/.exec(row.part);
  return match ? [{ ...row, kind: match[1] ?? '', name: match[2] ?? '' }] : [];
});

const database = await testDatabase();

/** `kind name` of every table, view, function and extension; a materialised view counts as a view. */
async function catalogue(): Promise<Set<string>> {
  const rows = await database.owner.tags<{ entry: string }[]>`
    select case when relkind in ('r', 'p') then 'table ' else 'view ' end || relname as entry
      from pg_class where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace
    union all select 'fn ' || proname from pg_proc where pronamespace = 'public'::regnamespace
    union all select 'extension ' || extname from pg_extension`;
  return new Set(rows.map((row) => row.entry));
}

/** What ClickHouse is made of, from the files that make it: reading them needs no server here. */
function clickhouseSource(name: string): boolean {
  const folder = new URL('./clickhouse/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ts|sql)$/.test(file));
  return files.some((file) => new RegExp(`\\b${name}\\b`).test(readFileSync(new URL(file, folder), 'utf8')));
}

describe('docs/seeds.md', () => {
  it('is a table of well-formed rows, each part named once', () => {
    expect(parts.length).toBeGreaterThan(100);
    const wrong = parts.filter(
      ({ change, state, home }) => !home || !CHANGES.includes(change) || !STATES.includes(state),
    );
    expect(wrong).toEqual([]);
    expect(objects.filter(({ kind }) => !KINDS.includes(kind))).toEqual([]);
    const named = objects.map(({ kind, name }) => `${kind} ${name}`);
    expect(named.filter((entry, index) => named.indexOf(entry) !== index)).toEqual([]);
  });

  it('every part marked done is in the catalogue', async () => {
    const there = await catalogue();
    const absent = objects
      .filter(({ state }) => state === 'done')
      .filter(({ kind, name }) => (kind === 'clickhouse' ? !clickhouseSource(name) : !there.has(`${kind} ${name}`)))
      .map(({ part, change }) => `${part} (${change})`);
    expect(absent).toEqual([]);
  });

  it('a part that the catalogue holds as something else is named by what it is', async () => {
    const there = await catalogue();
    const mistaken = objects
      .filter(
        ({ kind, name }) =>
          (kind === 'table' && there.has(`view ${name}`)) || (kind === 'view' && there.has(`table ${name}`)),
      )
      .map(({ part }) => part);
    expect(mistaken).toEqual([]);
  });
});
