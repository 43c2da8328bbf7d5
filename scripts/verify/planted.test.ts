import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from './checks';

const project = resolve(import.meta.dirname, '../..');
const SHARED = [
  ...['.oxlintrc.json', '.oxfmtrc.json', '.dependency-cruiser.cjs', 'tsconfig.json', '.gitignore', '.npmrc'],
  ...['package-lock.json', 'scripts/lint/plugin.mjs', 'scripts/lock.mjs', 'scripts/verify/tsconfig.json'],
];
// Written in halves, or the check of words would find this file.
const word = (first: string, second: string) => first + second;

/** A small sound project under the house's own rules; every test plants one fault into it. */
const SOUND: Record<string, string> = {
  'workers/main.ts': "import { greet } from '@/lib/people';\n\ngreet('world');\n",
  'lib/people/index.ts': "export { greet } from './greet';\n",
  'lib/people/greet.ts': 'export const greet = (name: string): string => `Hello ${name}`;\n',
  'lib/people/vocabulary.ts': "export const states = ['new'] as const;\n",
  'lib/places/index.ts': "export { place } from './place';\n",
  'lib/places/place.ts': "export const place = 'here';\n",
  'lib/platform/db/system.ts': 'export const system = 1;\n',
  'lib/testing/tenant.ts': 'export const tenant = 1;\n',
  'lib/registry.ts': 'export const registry = [];\n',
  'db/client.ts': 'export const client = 1;\n',
  'app/page.tsx': 'export default function Page() {\n  return <p>Hello</p>;\n}\n',
  'components/ui/box.tsx': 'export const Box = () => <div />;\n',
  'next-env.d.ts': '/// <reference types="next" />\n',
};

let root = '';

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ao-planted-')));
  for (const file of SHARED) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(project, file), join(root, file));
  }
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, unknown>;
  write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  write('knip.json', '{ "entry": ["workers/main.ts"], "project": ["**/*.ts"] }\n');
  for (const [file, text] of Object.entries(SOUND)) write(file, text);
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'), 'dir');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function problemsOf(name: string): Promise<string> {
  const check = checks.find((candidate) => candidate.name === name);
  if (!check) throw new Error(`there is no check ${name}`);
  return (await check.run(root)).problems.join('\n');
}

/** Writes files, runs one check, puts everything back; answers what the check said. */
async function plant(name: string, files: Record<string, string>): Promise<string> {
  try {
    for (const [file, text] of Object.entries(files)) write(file, text);
    return await problemsOf(name);
  } finally {
    for (const file of Object.keys(files)) {
      const sound = SOUND[file];
      if (sound === undefined) rmSync(join(root, file), { force: true });
      else write(file, sound);
    }
  }
}

describe('the sound project', () => {
  it.each(['types', 'lint', 'layers', 'format', 'lock', 'words', 'sizes', 'engines', 'pins'])(
    'passes %s',
    async (name) => {
      expect(await problemsOf(name)).toBe('');
    },
  );
});

describe('layers', () => {
  const use = (path: string) => `import * as used from '${path}';\n\nexport const it = used;\n`;
  it.each([
    ['app-imports', 'app/x.ts', '@/lib/people/greet'],
    ['app-imports', 'app/x.ts', '@/db/client'],
    ['components-imports', 'components/ui/x.ts', '@/lib/people'],
    ['domain-imports-index', 'lib/people/x.ts', '@/lib/places/place'],
    ['domain-imports-db', 'lib/people/x.ts', '@/db/client'],
    ['platform-knows-no-domain', 'lib/platform/x.ts', '@/lib/people'],
    ['db-imports-vocabulary', 'db/x.ts', '../lib/people'],
    ['workers-import-index', 'workers/x.ts', '@/lib/people/greet'],
    ['workers-import-index', 'workers/x.ts', '@/db/client'],
    ['lib-imports-no-shell', 'lib/people/x.ts', '@/components/ui/box'],
    ['app-is-a-leaf', 'lib/people/x.ts', '@/app/page'],
    ['workers-are-a-leaf', 'lib/people/x.ts', '@/workers/main'],
    ['tools-are-leaves', 'lib/people/x.ts', '@/scripts/lint/plugin.mjs'],
    ['testing-stays-out', 'lib/people/x.ts', '@/lib/testing/tenant'],
    ['system-database', 'lib/people/x.ts', '@/lib/platform/db/system'],
    ['registry', 'lib/people/x.ts', '@/lib/registry'],
    ['vocabulary-imports-nothing', 'lib/people/vocabulary.ts', './greet'],
    ['schema-is-isomorphic', 'lib/people/schema.ts', '@/db/client'],
    ['no-unresolved', 'lib/people/x.ts', './nowhere'],
    ['no-dev-dependency', 'lib/people/x.ts', 'fast-check'],
    ...['postgres', 'ioredis', 'nats', '@clickhouse/client', '@elastic/elasticsearch', 'nodemailer', 'smtp-server'].map(
      (driver) => [`driver-${driver.replace('/', '-')}`, 'lib/people/x.ts', driver],
    ),
  ])('report %s', async (rule, file, target) => {
    expect(await plant('layers', { [file]: use(target) })).toContain(`(${rule})`);
  });

  it('report a cycle', async () => {
    const files = {
      'lib/people/a.ts': "import { b } from './b';\nexport const a = () => b;\n",
      'lib/people/b.ts': "import { a } from './a';\nexport const b = () => a;\n",
    };
    expect(await plant('layers', files)).toContain('(no-cycles)');
  });

  it('report a forbidden type-only import', async () => {
    const text = "import type { Sql } from 'postgres';\n\nexport type It = Sql;\n";
    expect(await plant('layers', { 'lib/people/x.ts': text })).toContain('(driver-postgres)');
  });
});

describe('lint', () => {
  it.each([
    ['no-explicit-any', 'export const f = (x: any) => x;'],
    ['no-process-env', 'export const x = process.env.HOME;'],
    ['no-console', "export const f = () => console.log('x');"],
    ['house(clock)', 'export const f = () => new Date();'],
    ['house(clock)', 'export const f = () => Date.now();'],
    ['house(no-stored-tx)', 'export class Store {\n  tx: unknown;\n}'],
    ['house(no-suppression)', `// ${word('@ts-', 'ignore')}\nexport const x = 1;`],
    ['consistent-type-imports', "import { Foo } from './greet';\n\nexport const f = (x: Foo) => x;"],
    ['no-floating-promises', 'const g = async () => 1;\nexport const f = () => {\n  g();\n};'],
    ['max-lines)', 'export const x = 1;\n'.repeat(401)],
    ['max-lines-per-function', `export function f() {\n${'  f();\n'.repeat(80)}}`],
  ])('reports %s', async (rule, text) => {
    expect(await plant('lint', { 'lib/people/x.ts': `${text}\n` })).toContain(rule);
  });

  it('reports a hook behind a condition and an image without a text', async () => {
    const text = [
      "import { useState } from 'react';",
      'export function X({ on }: { on: boolean }) {',
      '  if (on) useState(1);',
      '  return <img src="/x.png" />;',
      '}\n',
    ].join('\n');
    const said = await plant('lint', { 'components/ui/x.tsx': text });
    expect(said).toContain('rules-of-hooks');
    expect(said).toContain('alt-text');
  });

  it('allows the environment in lib/platform/config.ts and the time in lib/platform/clock.ts', async () => {
    const files = {
      'lib/platform/config.ts': 'export const home = process.env.HOME;\n',
      'lib/platform/clock.ts': 'export const now = () => new Date();\n',
    };
    expect(await plant('lint', files)).toBe('');
  });
});

describe('the other checks', () => {
  it('types reports a wrong type and an unchecked index', async () => {
    const text = 'export const a: number = "x";\nexport const b: string = [""][0];\n';
    const said = await plant('types', { 'lib/people/x.ts': text });
    expect(said).toContain("lib/people/x.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'");
    expect(said).toContain('lib/people/x.ts(2,14): error TS2322');
  });

  it('unused reports an export, a file and a package that nobody uses', async () => {
    const files = {
      'lib/people/greet.ts': `${SOUND['lib/people/greet.ts']}export const forgotten = 1;\n`,
      'lib/people/orphan.ts': 'export const orphan = 1;\n',
    };
    const said = await plant('unused', files);
    expect(said).toMatch(/forgotten\s+lib\/people\/greet\.ts/);
    expect(said).toContain('lib/people/orphan.ts');
    expect(said).toContain('Unused dependencies');
  });

  it('format reports a file that the formatter would change', async () => {
    expect(await plant('format', { 'lib/people/x.ts': 'export const x = "double"\n' })).toContain('lib/people/x.ts');
  });

  it('sizes reports a file of 401 lines and a folder four levels down', async () => {
    const files = { 'lib/people/x.ts': '\n'.repeat(401), 'lib/a/b/c/d/x.ts': 'export const x = 1;\n' };
    const said = await plant('sizes', files);
    expect(said).toContain('lib/people/x.ts has 401 lines');
    expect(said).toContain('lib/a/b/c/d/x.ts lies 4 folders');
  });

  it('words reports unfinished work and tests that are switched off', async () => {
    const files = {
      'lib/people/x.ts': `// ${word('TO', 'DO')} later\n`,
      'lib/people/x.test.ts': `describe${word('.on', 'ly')}('x', () => it${word('.sk', 'ip')}('y'));\n`,
      'docs/x.md': `This is coming ${word('so', 'on')}.\n`,
    };
    expect((await plant('words', files)).split('\n')).toHaveLength(3);
  });

  it('pins, engines and lock report a range, a package for newer Nodes and an incomplete lock', async () => {
    const manifest = (dependencies: Record<string, string>) => `${JSON.stringify({ dependencies })}\n`;
    const sound = readFileSync(join(root, 'package.json'), 'utf8');
    const soundLock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    try {
      write('package.json', manifest({ zod: '^4.0.0', absent: '1.0.0', next: '1.0.0' }));
      expect(await problemsOf('pins')).toContain('zod: ^4.0.0 is not an exact version');
      expect(await problemsOf('engines')).toContain('absent is in package.json and not installed');
      expect(await problemsOf('engines')).toContain('package.json says 1.0.0');
      write('package-lock.json', soundLock.replace(/"node_modules\/@esbuild\/win32-x64": \{[^}]*\},?/, ''));
      expect(await problemsOf('lock')).toContain('@esbuild/win32-x64');
    } finally {
      write('package.json', sound);
      write('package-lock.json', soundLock);
    }
  });
});
