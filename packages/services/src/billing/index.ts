export { storePlans } from "./plan/system/store-plans.ts";
