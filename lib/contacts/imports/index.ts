export { cancelImport } from './cancel';
export { createImport } from './create';
export { dryRunImport } from './dry-run';
export { importErrorsCsv } from './errors';
export { getImport, listImports } from './get';
export { importContactsJob } from './run';
export { ImportUpload } from './schema';
export { startImport } from './start';
export { receiveImport, receiveImportOnce } from './receive';
