import { policyActions } from "@patchops/contract";
import type { PolicySnapshot } from "../connection/index.ts";
import { policyWeight } from "./weight.ts";

/** The order in which rules decide: what names most comes first, between equals the strictest, then the oldest. */
export function comparePolicies(a: PolicySnapshot, b: PolicySnapshot): number {
  return (
    policyWeight(b) - policyWeight(a) ||
    policyActions.indexOf(b.action) - policyActions.indexOf(a.action) ||
    (a.id < b.id ? -1 : 1)
  );
}
