import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What takes minutes and is shown in short by other tests as well: `pnpm test:long`. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["*.test.ts", "../../../packages/*/src/**/*.long.ts"],
    globalSetup: ["../../../vitest.global-setup.ts", "../src/bundled.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
