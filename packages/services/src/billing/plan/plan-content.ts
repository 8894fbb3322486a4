import { createHash } from "node:crypto";
import type { Plan } from "@patchops/contract";
import { canonicalJson } from "../../canonical-json.ts";

/** A plan as a version of it is stored, and what that is known by. */
export function planContent(plan: Plan): { content: string; contentHash: string } {
  const content = canonicalJson(plan);
  return { content, contentHash: createHash("sha256").update(content).digest("hex") };
}
