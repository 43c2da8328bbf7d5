export { askGateAgain, tryServerAgain } from './again';
export { closedTo } from './closed';
export { withFooter } from './compose';
export { cancelMessages, lanesInSandbox, openCampaignLane, setLane, wakeQueued } from './control';
export { startDelivery } from './delivery';
export { messageFacts, messagesTold, type MessageFactItem, type MessageFactName } from './events';
export { gateAsk, gateFacts, type GateAsk, type Recipient } from './facts';
export { decide, storedVerdict, type GateFacts, type GateStep, type Verdict } from './gate';
export { heldBeside, heldByLiving } from './held';
export { confirmationLane, openLane, replyLanes, wakeLane } from './lanes';
export { askGate, countReasons, leftOutNow, maySend } from './may-send';
export { inHands, intoQueue, namedByClaims, outOfQueue } from './queue';
export { roomsFor, rulesNow } from './room';
export {
  answeredBeside,
  channelsHeard,
  heardOf,
  notHandedOver,
  refusalOf,
  silencesSince,
  singlesWaiting,
  usualAnswerMs,
} from './silence';
export { judgeTests, testComposer } from './test-message';
export {
  cameBackSql,
  deciderSql,
  deciderTables,
  discardMessages,
  mostDecided,
  queueAgain,
  settleMessages,
  toDecideSql,
  undecidedSql,
  waitsSql,
} from './undecided';
export { planRecipients, type Assignment, type Planned, type PlanSource } from './plan';
