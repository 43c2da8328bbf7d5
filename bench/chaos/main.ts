import { run } from './campaign';

const [name = '', ...args] = process.argv.slice(2);
if (name !== 'campaign') {
  console.error('Which run? npm run chaos -- campaign [--recipients N] [--kills N] [--nats]');
  process.exit(2);
}
await run(args);
