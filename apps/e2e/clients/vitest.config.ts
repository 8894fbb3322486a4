import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Clients too heavy for every test run: `pnpm test:clients` installs them on demand. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: { include: ["*.test.ts"], pool: "forks", testTimeout: 400_000, hookTimeout: 120_000 },
});
