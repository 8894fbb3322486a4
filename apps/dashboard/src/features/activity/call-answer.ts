import type { CallDetail } from "@patchops/contract";

/** A call as it arrives: what was `undefined` is missing on the wire. */
export type CallAnswer = Omit<CallDetail, "payload"> & {
  payload: { arguments?: unknown; result?: unknown; hiddenFields: number } | null;
};
