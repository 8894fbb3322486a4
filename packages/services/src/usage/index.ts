export { admit } from "./admit.ts";
export { type ConnectionUsage, connectionUsage } from "./connection-usage.ts";
export type { Admission, AdmissionRequest, CallEnd, Meter, MeterDimensions, MeteredCall } from "./meter.ts";
export { metered } from "./metered.ts";
export { type OpenMeterOptions, openMeter } from "./open-meter.ts";
export { recordPayload } from "./record-payload.ts";
export { dropOldPayloads, ensurePartitions } from "./retention.ts";
export { toolUsage } from "./tool-usage.ts";
