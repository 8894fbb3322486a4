import { PatchOpsError, type PatchOpsErrorOptions } from "./patch-ops-error.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);

/** An error as the server writes it, `{ code, message, … }`; undefined when the value is something else. */
export function readErrorBody(
  value: unknown,
  answer: Pick<PatchOpsErrorOptions, "httpStatus" | "retryAfterMs"> = {},
): PatchOpsError | undefined {
  if (!isRecord(value)) return undefined;
  const { code, message } = value;
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  return new PatchOpsError(code, message, {
    retryable: flag(value.retryable),
    sent: flag(value.sent),
    requestId: text(value.requestId),
    next: text(value.next),
    docs: text(value.docs),
    details: isRecord(value.details) ? value.details : undefined,
    ...answer,
  });
}
