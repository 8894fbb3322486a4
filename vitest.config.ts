import { defineConfig } from "vitest/config";
import { LongestFirst } from "./vitest.longest-first.ts";

export default defineConfig({
  test: {
    environment: "node",
    globalSetup: ["./vitest.global-setup.ts"],
    // Processes rather than threads: tests start children, open native modules and end with a signal.
    pool: "forks",
    // Much of a test is waiting, for a deadline or a process: three keep two cores busy.
    maxWorkers: 3,
    // One process for many files: loading the same modules for each took longer than the tests of most.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    passWithNoTests: true,
    restoreMocks: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // Together: projects share no process, and each transforms and loads the same modules anew.
        test: {
          name: "parts",
          include: ["packages/*/src/**/*.test.ts", "apps/{server,cli,dashboard}/src/**/*.test.{ts,tsx}"],
        },
      },
      {
        extends: true,
        // Whole instances with browsers and sandboxes.
        test: {
          name: "e2e",
          include: ["apps/e2e/src/**/*.test.ts"],
          globalSetup: [
            "./vitest.global-setup.ts",
            "./apps/e2e/src/bundled.ts",
            "./apps/e2e/src/prepared-instance.ts",
          ],
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
