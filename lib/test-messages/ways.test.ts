import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Shipped files that hold this word. */
const holding = (word: RegExp): string[] =>
  ['app', 'lib', 'workers']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^lib\/testing\/|contract/.test(file))
    .filter((file) => word.test(readFileSync(file, 'utf8')))
    .sort();

/** Everything by which a message can leave, and who holds it for what. */
const way = /\b(openProvider|openConfigured|smtpProvider|SmtpPool|SmtpConnection|sandboxProvider|testProvider)\b/;
const holders = {
  'app/(console)/[tenant]/settings/providers/actions.ts': 'the test of a provider: to members, counted and audited',
  'app/api/v1/providers/[id]/test/route.ts': 'the same',
  'lib/pipeline/delivery/index.ts': 'messages, behind the gate and its stored verdict',
  'lib/sandbox/post.ts': 'answers and bounces that people of the sandbox give, to our own listener',
  'lib/sending/directory.ts': 'inside of openProvider',
  'lib/sending/index.ts': 'gives them out',
  'lib/sending/open.ts': 'inside of openProvider',
  'lib/sending/providers/try.ts': 'the test of a provider',
  'lib/sending/router.ts': 'inside of openProvider',
  'lib/sending/sandbox.ts': 'inside of openProvider',
  'lib/sending/smtp/connection.ts': 'inside of SmtpPool',
  'lib/sending/smtp/pool.ts': 'inside of smtpProvider',
  'lib/sending/smtp/provider.ts': 'inside of openProvider',
  'lib/test-messages/hand-over.ts': 'tests, behind the gate and its stored verdict',
};

it('nobody sends but delivery and tests, each behind the gate and its stored verdict, and the few that are named here', () => {
  expect(holding(way)).toEqual(Object.keys(holders));
});
