export { createServiceAccount } from "./create.ts";
export { listServiceAccounts } from "./list.ts";
export { removeServiceAccount } from "./remove.ts";
