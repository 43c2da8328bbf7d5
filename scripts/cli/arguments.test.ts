import { expect, it } from 'vitest';
import { noSuchCommand, readArguments } from './arguments';

it('an option that a command does not have is refused, so that a misspelt one is not silently left out', () => {
  const usage = 'tenant create --slug S --name N [--time-zone Z]';
  expect(() => readArguments(['tenant', 'create', '--slug', 'a', '--timezone', 'x']).onlyThoseOf(usage)).toThrow(
    '--timezone is not an option here. Usage: npm run cli -- tenant create --slug S --name N [--time-zone Z] [--json]',
  );
  readArguments(['tenant', 'create', '--slug', 'a', '--name=b', '--time-zone', 'x', '--json']).onlyThoseOf(usage);
});

it('a command that does not exist is named, so that one sees which word was wrong', () => {
  expect(noSuchCommand(['usr', 'create', 'x'], ['doctor']).message).toBe(
    'There is no command "usr create". Usage: npm run cli -- <command> [--json]\n  doctor',
  );
  expect(noSuchCommand([], ['doctor']).message).toMatch(/^Usage: /);
});
