export { askedWithinMs, askToConfirm } from './ask';
export { confirmConsent, peekConfirmation, type Confirmation } from './confirm';
