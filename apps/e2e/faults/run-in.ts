import type { createSandbox, Limits } from "@patchops/sandbox";

type Sandbox = ReturnType<typeof createSandbox>;
type RunRequest = Parameters<Sandbox["run"]>[0];

const limits: Limits = {
  timeoutMs: 10_000,
  cpuMs: 5_000,
  memoryMb: 64,
  outputBytes: 100_000,
  logBytes: 100_000,
  logLines: 1_000,
  maxToolCalls: 1_000,
  maxConcurrentToolCalls: 50,
  toolBytes: 100_000,
};

/** Runs programs in a sandbox whose tools answer 1, within small limits. */
export function runIn(sandbox: Sandbox) {
  return (code: string, changed: Partial<Limits> = {}, request: Partial<RunRequest> = {}) =>
    sandbox.run({
      organizationId: "01900000-0000-7000-8000-000000000001",
      code,
      invoke: async () => "1",
      ...request,
      limits: { ...limits, ...changed },
    });
}
