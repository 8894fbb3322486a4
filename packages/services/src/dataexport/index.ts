export { cancelExport } from "./cancel.ts";
export { linkExport } from "./link.ts";
export { listExports } from "./list.ts";
export { openExport } from "./open.ts";
export { runExport } from "./run.ts";
export { startExport } from "./start.ts";
export { exportAsOperator, exportForRequester } from "./start-for-requester.ts";
