import { expect, it } from 'vitest';
import { readArguments } from './arguments';

it('an option that a command does not have is refused, so that a misspelt one is not silently left out', () => {
  const usage = 'tenant create --slug S --name N [--time-zone Z]';
  expect(() => readArguments(['tenant', 'create', '--slug', 'a', '--timezone', 'x']).onlyThoseOf(usage)).toThrow(
    '--timezone is not an option here. Usage: npm run cli -- tenant create --slug S --name N [--time-zone Z] [--json]',
  );
  readArguments(['tenant', 'create', '--slug', 'a', '--name=b', '--time-zone', 'x', '--json']).onlyThoseOf(usage);
});
