import { createSandbox } from "./create-sandbox.ts";
import type { Limits } from "./limits.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunResult } from "./run-result.ts";
import type { SandboxOptions } from "./sandbox.ts";

/** Time is there for a busy machine too: a test that is about running out of it gives less. */
const testLimits: Limits = {
  timeoutMs: 60_000,
  cpuMs: 20_000,
  memoryMb: 64,
  outputBytes: 100_000,
  logBytes: 100_000,
  logLines: 1_000,
  maxToolCalls: 1_000,
  maxConcurrentToolCalls: 50,
  toolBytes: 100_000,
};

type Overrides = Partial<Omit<RunRequest, "limits">> & { limits?: Partial<Limits> };

/** A sandbox whose tools answer what they were asked, and a `run` that also collects the events. */
export function createTestSandbox(options: SandboxOptions = {}, usual: Partial<Limits> = {}) {
  const sandbox = createSandbox({ warmMemoryMb: testLimits.memoryMb, ...options });
  async function run(code: string, overrides: Overrides = {}): Promise<RunResult & { events: RunEvent[] }> {
    const events: RunEvent[] = [];
    const result = await sandbox.run({
      organizationId: "00000000-0000-7000-8000-000000000001",
      code,
      invoke: async ({ connection, tool, args, kind }) =>
        JSON.stringify({ kind, connection, tool, args: JSON.parse(args) }),
      onEvent: (event) => events.push(event),
      ...overrides,
      limits: { ...testLimits, ...usual, ...overrides.limits },
    });
    return { ...result, events };
  }
  return { sandbox, run };
}

export function logTexts(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.type === "log" ? [event.text] : []));
}
