export { adminHealth, instanceInfo, nodeHealth } from "./instance.ts";
export { setupStatus } from "./status.ts";
