/** How the answer to a request goes wrong. */
export interface RequestFault {
  /** "POST /v1/billing/meter_events": the beginning of method and path. */
  on: string;
  /**
   * `status`: refused before anything was done. `hang_after_accept` and `reset_after_accept`: done, and never answered or cut off;
   * `reset_before`: cut off, and nothing was done.
   */
  kind: "status" | "hang_after_accept" | "reset_after_accept" | "reset_before";
  /** For `status`; 500 by default. */
  status?: number;
  /** How often, or always. */
  times?: number;
  /** In [0, 1]; 1 by default. */
  chance?: number;
}

/** The first fault that meets a request, counted down. */
export function takeFault(
  faults: RequestFault[],
  request: string,
  random: () => number,
): RequestFault | undefined {
  const fault = faults.find((candidate) => request.startsWith(candidate.on) && candidate.times !== 0);
  if (fault === undefined || (fault.chance !== undefined && random() >= fault.chance)) return undefined;
  if (fault.times !== undefined) fault.times -= 1;
  return fault;
}
