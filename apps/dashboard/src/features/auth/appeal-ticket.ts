import { toErrorBody } from "../../api/to-error-body.ts";

/** With which the person of a suspended account may object to a refused sign-in; undefined for another refusal. */
export function appealTicket(error: unknown): string | undefined {
  const { appeal } = toErrorBody(error).details ?? {};
  return typeof appeal === "string" ? appeal : undefined;
}
