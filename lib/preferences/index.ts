export { leaveTopic } from './leave';
export { peek } from './peek';
export { setPreferences } from './set';
export { unsubscribe } from './unsubscribe';
export { type PublicCall } from './link';
