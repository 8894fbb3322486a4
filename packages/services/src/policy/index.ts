export { comparePolicies } from "./compare.ts";
export { decide } from "./decide.ts";
export { type DecidingRule, decidingRule } from "./deciding-rule.ts";
export { listPolicies } from "./list.ts";
export { presentPolicy } from "./present.ts";
export { refuseByPolicy } from "./refuse.ts";
export { removePolicy } from "./remove.ts";
export { setPolicy } from "./set.ts";
export { setPolicyDefaults } from "./set-defaults.ts";
