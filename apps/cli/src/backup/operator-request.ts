import { PatchOpsError, readErrorBody } from "@patchops/sdk";
import type { OperatorDoor } from "../cli.ts";

/** A request to one of the operator's addresses that carry files. Throws `PatchOpsError` for everything but success. */
export async function operatorRequest(
  door: OperatorDoor,
  path: string,
  options: { body?: ReadableStream<Uint8Array>; signal: AbortSignal },
): Promise<Response> {
  const { body, signal } = options;
  let response: Response;
  try {
    // A body that streams asks for `duplex`, which the types of fetch do not know yet.
    const init: RequestInit & { duplex?: "half" } = {
      method: "POST",
      headers: { "x-patchops-operator": door.token },
      signal,
      ...(body === undefined ? {} : { body, duplex: "half" }),
    };
    response = await fetch(new URL(path, door.url), init);
  } catch (cause) {
    throw brokenOff(door, cause);
  }
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => null);
  throw readError(answer) ?? brokenOff(door, new Error(`The server answered ${response.status}.`));
}

export function brokenOff(door: OperatorDoor, cause: unknown): PatchOpsError {
  return new PatchOpsError("unreachable", `The connection to ${door.url} broke off.`, {
    retryable: true,
    next: "Look whether the server runs, and at its log.",
    cause,
  });
}

/** The error in `{ error: { … } }`; null when there is none. */
export function readError(answer: unknown): PatchOpsError | null {
  if (answer === null || typeof answer !== "object" || !("error" in answer)) return null;
  return readErrorBody(answer.error) ?? null;
}
