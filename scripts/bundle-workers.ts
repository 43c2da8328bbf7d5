import { bundleWorkers } from './launcher/bundle';
import { projectDir } from './launcher/children';

await bundleWorkers(projectDir);
