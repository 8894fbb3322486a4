import ivm from "isolated-vm";

/** What a cold start costs at least: an isolate, a context, and "hello". Milliseconds. */
export async function rawCold(): Promise<number> {
  const startedMs = performance.now();
  const isolate = new ivm.Isolate({ memoryLimit: 64 });
  const context = await isolate.createContext();
  await context.eval("'hello'", { timeout: 1_000 });
  isolate.dispose();
  return performance.now() - startedMs;
}
