import { runCli } from './cli/main';

process.exit(await runCli(process.argv.slice(2)));
