export { addSuppression } from './add';
export { suppressionsCsv } from './export';
export { importSuppressions } from './import';
export { liftExpired } from './lift';
export { countSuppressions, listSuppressions } from './list';
export { removeSuppression } from './remove';
export { getBounceSettings, setBounceSettings } from './settings';
