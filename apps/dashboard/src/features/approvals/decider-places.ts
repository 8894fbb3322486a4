import type { Approval } from "@patchops/contract";

/** Where a person gave their answer. */
export const deciderPlaces: Record<NonNullable<Approval["decidedVia"]>, string> = {
  dashboard: "the dashboard",
  cli: "the command line",
  sdk: "the SDK",
  elicitation: "the client that asked",
};
