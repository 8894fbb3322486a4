export { exposeTaskIds } from "./task-id.ts";
export { listTasks, useTask } from "./use.ts";
