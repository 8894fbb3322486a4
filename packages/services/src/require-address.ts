import { AppError, isErrorCode } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import type { Services } from "./context.ts";

/**
 * Throws in the words that dialing it would have where an address of an input can be dialed nowhere: `private_address` or
 * `invalid_input`, with the field that holds it.
 */
export function requireAddress(
  { upstreams }: Pick<Services, "upstreams">,
  url: string,
  { field, next }: { field: string; next?: string },
): void {
  try {
    upstreams.checkAddress(url);
  } catch (error) {
    if (!(error instanceof UpstreamError) || !isErrorCode(error.code)) throw error;
    const step =
      next ??
      (error.code === "private_address"
        ? "An instance admin may allow it, by its host and port."
        : undefined);
    throw new AppError(error.code, error.message, {
      sent: false,
      ...(step === undefined ? {} : { next: step }),
      details: { field },
    });
  }
}
