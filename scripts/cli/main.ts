import { DomainError } from '@/lib/platform/errors';
import { LaunchError } from '../launcher/failure';
import { noSuchCommand, readArguments, UsageError } from './arguments';

const print = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

/** Runs one command; 0 done, 1 refused or failed, 2 called wrongly. With --json, stdout holds one JSON document. */
export async function runCli(argv: string[]): Promise<number> {
  process.env['LOG_LEVEL'] ??= 'warn';
  const args = readArguments(argv);
  let stop = async () => {};
  try {
    const { commands } = await import('./commands');
    const command = commands[args.words.slice(0, 2).join(' ')] ?? commands[args.words[0] ?? ''];
    if (!command)
      throw noSuchCommand(
        args.words,
        Object.values(commands).map((c) => c.usage),
      );
    args.onlyThoseOf(command.usage);
    const { connectEnvironment } = await import('./environment');
    ({ stop } = await connectEnvironment());
    const answer = await command.run(args);
    print(args.flag('json') ? JSON.stringify(answer.value) : answer.lines.join('\n'));
    return answer.failed ? 1 : 0;
  } catch (error) {
    return explain(error, args.flag('json'));
  } finally {
    await stop();
  }
}

function explain(error: unknown, asJson: boolean): number {
  const message = error instanceof Error ? error.message : String(error);
  const fields = error instanceof DomainError ? error.fields : undefined;
  if (asJson) print(JSON.stringify({ error: { message, ...(fields ? { fields } : {}) } }));
  else complain(message);
  if (process.env['DEBUG'] && error instanceof Error && !(error instanceof LaunchError)) complain(error.stack ?? '');
  return error instanceof UsageError ? 2 : 1;
}
