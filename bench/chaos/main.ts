import { run } from './campaign';

const [name = '', ...args] = process.argv.slice(2);
if (name !== 'campaign') {
  console.error('Which run? npm run chaos -- campaign [--recipients N] [--kills N] [--nats]');
  process.exit(2);
}
// Not left to the handler of uncaught errors, which passes over connections that a blow cut.
await run(args).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
