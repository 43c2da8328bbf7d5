export { peek } from './peek';
export { leaveTopic, setPreferences } from './set';
export { unsubscribe } from './unsubscribe';
export { type PublicCall } from './link';
