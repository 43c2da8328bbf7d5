export { allowBrowser, browsers, turnOff } from './browser';
export { leaveTopic } from './leave';
export { peek } from './peek';
export { setPreferences } from './set';
export { leaveAll, unsubscribe } from './unsubscribe';
export { recipientContext, type PublicCall } from './link';
