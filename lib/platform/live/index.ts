export type { LiveEvent } from './event';
export { readAgo, readPosition } from './event';
export { liveHub, type Hub } from './hub';
export { mayStillListen } from './still';
export { liveResponse } from './stream';
