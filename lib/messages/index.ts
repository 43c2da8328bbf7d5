export { discardFailedMessages } from './discard';
export { countOpenMessages, listOpenMessages } from './list';
export { retryFailedMessages } from './retry';
export { settleUncertainMessages } from './settle';
