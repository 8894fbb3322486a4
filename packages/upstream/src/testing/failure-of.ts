import { UpstreamError } from "../upstream-error.ts";

/** The UpstreamError that work ends with; anything else fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<UpstreamError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
