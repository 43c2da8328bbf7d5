export { withFooter } from './compose';
export { cancelMessages, openCampaignLane, setLane, wakeQueued } from './control';
export { startDelivery } from './delivery';
export { messageFacts, type MessageFactItem, type MessageFactName, type MessageFactPayload } from './events';
export { gateAsk, gateFacts, type GateAsk, type Recipient } from './facts';
export { decide, type GateFacts, type GateStep, type Verdict } from './gate';
export { confirmationLane, openLane, replyLanes, wakeLane } from './lanes';
export { askGate, maySend } from './may-send';
export { planRecipients, type Assignment, type PlanSource } from './plan';
