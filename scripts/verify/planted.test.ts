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
import { textOf } from './files';
import { engines, pins } from './packages';

const project = resolve(import.meta.dirname, '../..');
const SHARED = [
  ...['.oxlintrc.json', '.oxfmtrc.json', '.dependency-cruiser.cjs', 'tsconfig.json', '.gitignore', '.npmrc'],
  ...[
    'package.json',
    'package-lock.json',
    'scripts/lint/plugin.mjs',
    'scripts/lock.mjs',
    'scripts/verify/tsconfig.json',
  ],
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
  'db/migrate.ts': 'export const migrate = 1;\n',
  'e2e/flow.ts': 'export const flow = 1;\n',
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
  const sounds = new Map(Object.keys(files).map((file) => [file, textOf(root, file) ?? undefined]));
  try {
    for (const [file, text] of Object.entries(files)) write(file, text);
    return await problemsOf(name);
  } finally {
    for (const file of Object.keys(files)) {
      const sound = sounds.get(file);
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

/** Plants one file per case (# in its name is the case's number), runs the check once, asks it about each. */
function table(check: string, cases: [rule: string, file: string, text: string][]): void {
  let said: string[] = [];
  const placed = cases.map(([rule, file, text], index) => ({ rule, file: file.replace('#', `x${index}`), text }));
  beforeAll(async () => {
    const files = Object.fromEntries(placed.map(({ file, text }) => [file, `${text}\n`]));
    said = (await plant(check, files)).split('\n');
  });
  it.each(placed)('reports $rule in $file', ({ rule, file }) => {
    expect(said.filter((line) => line.startsWith(file)).join('\n')).toContain(rule);
  });
}

describe('layers', () => {
  const use = (path: string) => `import * as used from '${path}';\n\nexport const it = used;`;
  const drivers = [
    'postgres',
    'ioredis',
    'nats',
    '@clickhouse/client',
    '@elastic/elasticsearch',
    'nodemailer',
    'smtp-server',
  ];
  table('layers', [
    ['(app-imports)', 'app/#.ts', use('@/lib/people/greet')],
    ['(app-imports)', 'app/#.ts', use('@/db/client')],
    ['(components-imports)', 'components/ui/#.ts', use('@/lib/people')],
    ['(domain-imports-index)', 'lib/people/#.ts', use('@/lib/places/place')],
    ['(domain-imports-db)', 'lib/people/#.ts', use('@/db/client')],
    ['(platform-knows-no-domain)', 'lib/platform/#.ts', use('@/lib/people')],
    ['(platform-imports-db)', 'lib/platform/#.ts', use('@/db/migrate')],
    ['(db-imports-vocabulary)', 'db/#.ts', use('../lib/people')],
    ['(seed-imports-index)', 'db/seed/#.ts', use('../../lib/people/greet')],
    ['(workers-import-index)', 'workers/#.ts', use('@/lib/people/greet')],
    ['(workers-import-index)', 'workers/#.ts', use('@/db/client')],
    ['(lib-imports-no-shell)', 'lib/people/#.ts', use('@/components/ui/box')],
    ['(app-is-a-leaf)', 'lib/people/#.ts', use('@/app/page')],
    ['(workers-are-a-leaf)', 'lib/people/#.ts', use('@/workers/main')],
    ['(e2e-is-a-leaf)', 'lib/people/#.ts', use('@/e2e/flow')],
    ['(tools-are-leaves)', 'lib/people/#.ts', use('@/scripts/lint/plugin.mjs')],
    ['(testing-stays-out)', 'lib/people/#.ts', use('@/lib/testing/tenant')],
    ['(system-database)', 'lib/people/#.ts', use('@/lib/platform/db/system')],
    ['(registry)', 'lib/people/#.ts', use('@/lib/registry')],
    ['(vocabulary-imports-nothing)', 'lib/#/vocabulary.ts', use('@/lib/people')],
    ['(schema-is-isomorphic)', 'lib/#/schema.ts', use('@/db/client')],
    ['(no-unresolved)', 'lib/people/#.ts', use('./nowhere')],
    ['(no-dev-dependency)', 'lib/people/#.ts', use('fast-check')],
    ['(driver-postgres)', 'lib/people/#.ts', "import type { Sql } from 'postgres';\n\nexport type It = Sql;"],
    ...drivers.map((name): [string, string, string] => [
      `(driver-${name.replace('/', '-')})`,
      'lib/people/#.ts',
      use(name),
    ]),
    ['(no-cycles)', 'lib/ring/a.ts', "import { b } from './b';\n\nexport const a = () => b;"],
    [
      '(no-unresolved)',
      'lib/ring/b.ts',
      "import { a } from './a';\n\nexport { c } from './c';\nexport const b = () => a;",
    ],
  ]);
});

describe('lint', () => {
  table('lint', [
    ['no-explicit-any', 'lib/people/#.ts', 'export const f = (x: any) => x;'],
    ['no-process-env', 'lib/people/#.ts', 'export const x = process.env.HOME;'],
    ['no-console', 'lib/people/#.ts', "export const f = () => console.log('x');"],
    ['no-console', 'workers/#.ts', "export const f = () => console.log('x');"],
    ['house(clock)', 'lib/people/#.ts', 'export const f = () => new Date();'],
    ['house(clock)', 'app/#.ts', 'export const f = () => Date.now();'],
    ['house(no-stored-tx)', 'lib/people/#.ts', 'export class Store {\n  tx: unknown;\n}'],
    ['house(no-suppression)', 'lib/people/#.ts', `// ${word('@ts-', 'ignore')}\nexport const x = 1;`],
    ['consistent-type-imports', 'lib/people/#.ts', "import { A } from './greet';\n\nexport const f = (x: A) => x;"],
    ['no-floating-promises', 'lib/people/#.ts', 'const g = async () => 1;\nexport const f = () => {\n  g();\n};'],
    ['(max-lines)', 'lib/people/#.ts', `export const x = 1;\n${'// line\n'.repeat(400)}`],
    ['max-lines-per-function', 'lib/people/#.ts', `export function f() {\n${'  f();\n'.repeat(80)}}`],
    ['max-lines-per-function', 'app/#.tsx', `export function F() {\n${'  F();\n'.repeat(150)}}`],
    [
      'rules-of-hooks',
      'components/#.tsx',
      "import { useState } from 'react';\n\nexport const X = () => {\n  if (X) useState(1);\n};",
    ],
    ['alt-text', 'components/#.tsx', 'export const X = () => <img src="/x.png" />;'],
  ]);

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
      'package.json': '{ "name": "planted", "dependencies": { "zod": "4.6.7" } }\n',
      'lib/people/index.ts': "export { greet } from './greet';\nexport const forgotten = 1;\n",
      'lib/people/greet.ts': `${SOUND['lib/people/greet.ts']}export const unused = 1;\n`,
      'lib/people/orphan.ts': 'export const orphan = 1;\n',
    };
    const said = await plant('unused', files);
    expect(said).toMatch(/forgotten\s+lib\/people\/index\.ts/);
    expect(said).toMatch(/unused\s+lib\/people\/greet\.ts/);
    expect(said).toMatch(/^lib\/people\/orphan\.ts/m);
    expect(said).toMatch(/^zod\s+package\.json/m);
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

  it('pins and engines report a range, an absent package and one for newer Nodes', async () => {
    const other = mkdtempSync(join(tmpdir(), 'ao-planted-packages-'));
    const dependencies = { ranged: '^4.0.0', absent: '1.0.0', needy: '2.0.0', moved: '1.0.0' };
    const place = (name: string, manifest: object) => {
      mkdirSync(join(other, 'node_modules', name), { recursive: true });
      writeFileSync(join(other, 'node_modules', name, 'package.json'), JSON.stringify(manifest));
    };
    try {
      writeFileSync(join(other, 'package.json'), JSON.stringify({ dependencies }));
      place('ranged', { version: '4.1.0' });
      place('needy', { version: '2.0.0', engines: { node: '>=22.12.0' } });
      place('moved', { version: '1.1.0' });
      expect((await pins.run(other)).problems).toEqual(['ranged: ^4.0.0 is not an exact version']);
      expect((await engines.run(other)).problems).toEqual([
        'absent is in package.json and not installed: run npm ci',
        'needy 2.0.0 needs Node >=22.12.0, we promise 20.19.0: take an older version',
        'moved is installed as 1.1.0, package.json says 1.0.0: run npm ci',
      ]);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('lock reports a package of a foreign platform that is absent from the lock', async () => {
    const absent = 'node_modules/@esbuild/win32-x64';
    const sound = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, object>;
    };
    const packages = Object.fromEntries(Object.entries(sound.packages).filter(([path]) => !path.endsWith(absent)));
    const said = await plant('lock', { 'package-lock.json': JSON.stringify({ ...sound, packages }) });
    expect(said).toContain('@esbuild/win32-x64');
  });
});
