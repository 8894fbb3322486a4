import type { Services } from "../context.ts";
import type { Admission, AdmissionRequest } from "./meter.ts";

/**
 * A place for one call or run under the organization's plan; `settle` gives it back. Throws `too_many_calls`,
 * `quota_exceeded`, and `unavailable` when a monthly limit cannot be checked.
 */
export function admit(services: Services, request: AdmissionRequest): Promise<Admission> {
  return services.meter.admit(request);
}
