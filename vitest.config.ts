import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    globalSetup: ["./vitest.global-setup.ts"],
    // Processes rather than threads: tests start children, open native modules and end with a signal.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    passWithNoTests: true,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: "packages", include: ["packages/*/src/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "apps", include: ["apps/{server,cli,dashboard}/src/**/*.test.{ts,tsx}"] },
      },
      {
        extends: true,
        // Whole instances with browsers and sandboxes, after all else. Each file waits much, so two go side by side.
        test: {
          name: "e2e",
          include: ["apps/e2e/src/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          // A page may take its time on a busy machine; where a bound is promised, the test names it.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
