import type { Fetch } from "./checked-fetch.ts";
import { PatchOpsError } from "./patch-ops-error.ts";

/** A file of the server, as it arrives. Rejects with `PatchOpsError`; a stream that breaks off errs with what broke it. */
export async function download({
  url,
  fetch,
  signal,
}: {
  url: string;
  fetch: Fetch;
  signal: AbortSignal | undefined;
}): Promise<ReadableStream<Uint8Array>> {
  try {
    const { body } = await fetch(url, signal === undefined ? {} : { signal });
    if (body !== null) return body;
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new PatchOpsError("cancelled", "The download was cancelled.", { cause: error });
  }
  throw new PatchOpsError("unexpected_answer", `${url} answered without content.`);
}
