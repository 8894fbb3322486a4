import { toErrorBody } from "../../api/to-error-body.ts";

/** Where the person of an account that is to be deleted may keep it; undefined for another refusal of a sign-in. */
export function keepingPath(error: unknown): string | undefined {
  const { deletion } = toErrorBody(error).details ?? {};
  return typeof deletion === "string" ? `/deletion#token=${deletion}` : undefined;
}
