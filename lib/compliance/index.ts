export { rulesFor, uncounted, type Applied, type Asking, type GateRules, type RuleSet } from './apply';
export { builtIn } from './built-in';
export { closedUntil } from './hours';
export { loadRules } from './load';
export { createRule, deleteRule, listRules, updateRule } from './rules';
export type { SendingRule } from './schema';
