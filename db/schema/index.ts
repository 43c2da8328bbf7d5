export * from './compliance';
export * from './campaign-options';
export * from './contacts';
export * from './identity';
export * from './outreach';
export * from './pipeline';
export * from './platform';
export * from './sending';
