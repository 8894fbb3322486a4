import { AppError } from "@patchops/contract";
import type { CallEnd, Meter, MeterDimensions, MeteredCall } from "./meter.ts";

/** Runs something as a metered call. Whatever happens inside, exactly one row comes of it. */
export async function metered<T>(
  meter: Meter,
  dimensions: MeterDimensions,
  run: (call: MeteredCall) => Promise<{ answer: T; end: CallEnd }>,
): Promise<T> {
  const call = meter.begin(dimensions);
  const startedMs = performance.now();
  try {
    const { answer, end } = await run(call);
    call.end(end);
    return answer;
  } catch (error) {
    const known = error instanceof AppError ? error : null;
    call.end({
      outcome: "error",
      errorCode: known?.code ?? "internal",
      errorMessage: known?.message ?? "Something went wrong on our side.",
      // In doubt it was: what nobody can rule out is not called free or safe to repeat.
      wasSent: known?.sent ?? true,
      bytesOut: 0,
      queueMs: performance.now() - startedMs,
      upstreamMs: null,
    });
    throw error;
  }
}
