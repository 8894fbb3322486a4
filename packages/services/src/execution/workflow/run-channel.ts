/** Notified when a workflow's run is queued, and when one has ended for which another waits. */
export const runChannel = "workflow_run";
