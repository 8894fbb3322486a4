export { getUsageAlerts, listBudgets } from "./get-alerts.ts";
export { sendUsageAlerts } from "./system/send-usage-alerts.ts";
export { setUsageThresholds } from "./thresholds.ts";
