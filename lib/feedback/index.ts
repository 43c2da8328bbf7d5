export { applyFeedback, feedbackContext } from './apply';
export { changeConsent, type ConsentChange } from './consent';
export { countOpen, followLink, type Hit } from './hits';
export { holdMessages, type HeldMessage } from './load';
export { openInNewTab } from './new-tab';
export { recordFeedback, type Feedback } from './record';
export { suppress } from './suppress';
export { unsubscribeRecipient, type Unsubscription } from './unsubscribe';
export { viewMessage, type MailView } from './view';
