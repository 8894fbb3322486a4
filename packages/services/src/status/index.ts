export { checkComponents } from "./check-components.ts";
export { deliverAlert } from "./deliver-alert.ts";
export { noteIncident, noteIncidentAsOperator, openIncident, openIncidentAsOperator } from "./incident.ts";
export { instanceStatus, readStatus } from "./instance-status.ts";
