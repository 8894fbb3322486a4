export { addUsageThreshold } from "./add-threshold.ts";
export { getUsageAlerts, listBudgets } from "./get-alerts.ts";
export { removeUsageThreshold } from "./remove-threshold.ts";
export { sendUsageAlerts } from "./system/send-usage-alerts.ts";
