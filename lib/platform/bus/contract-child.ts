import { services } from '../services';
import type { SubscriptionSpec } from './port';

// Started by contract.ts: handles facts slowly and prints the id of each, until it is killed.
const [spec = '', tenant = ''] = process.argv.slice(2);

await services().bus.subscribe(JSON.parse(spec) as SubscriptionSpec, async (facts) => {
  for (const fact of facts) {
    if (fact.tenant !== tenant) continue;
    process.stdout.write(`${fact.id}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
