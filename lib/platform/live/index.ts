export type { LiveEvent } from './event';
export { readPosition } from './event';
export { liveHub, type Hub } from './hub';
export { liveResponse } from './stream';
