export { absentAnalytics, clickhouseAnalytics } from './clickhouse';
export type { AnalyticsPort, AnalyticsTable } from './port';
