import { createSandbox } from "@patchops/sandbox";

type SandboxOptions = NonNullable<Parameters<typeof createSandbox>[0]>;
type Sandbox = ReturnType<typeof createSandbox>;
type RunRequest = Parameters<Sandbox["run"]>[0];

const limits: RunRequest["limits"] = {
  timeoutMs: 10_000,
  cpuMs: 5_000,
  memoryMb: 256,
  outputBytes: 1_048_576,
  logBytes: 1_048_576,
  logLines: 1_000,
  maxToolCalls: 100_000,
  maxConcurrentToolCalls: 1_000,
  toolBytes: 1_048_576,
};

type Overrides = Partial<Omit<RunRequest, "limits">> & { limits?: Partial<RunRequest["limits"]> };

/** A sandbox for one measurement, closed after it; its tools do nothing. */
export async function withSandbox<Result>(
  options: SandboxOptions,
  measure: (run: (code: string, overrides?: Overrides) => ReturnType<Sandbox["run"]>) => Promise<Result>,
): Promise<Result> {
  const sandbox = createSandbox({ warmMemoryMb: limits.memoryMb, ...options });
  try {
    return await measure((code, overrides = {}) =>
      sandbox.run({
        organizationId: "01900000-0000-7000-8000-000000000001",
        code,
        invoke: async () => "1",
        ...overrides,
        limits: { ...limits, ...overrides.limits },
      }),
    );
  } finally {
    await sandbox.close();
  }
}
