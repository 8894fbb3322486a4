export { freezeAsOperator, freezeOrganization } from "./freeze.ts";
export { unfreezeAsOperator, unfreezeOrganization } from "./unfreeze.ts";
