export { dayIn } from './days';
export { ingestFacts } from './ingest';
export { messageNumbers } from './messages';
export { overview } from './overview';
export { messageNumbersCsv } from './export';
