import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const { STRIPE_SECRET_KEY = "", STRIPE_API_BASE = "" } = process.env;

/** The scenario of the stand-in, against Stripe itself: `pnpm test:stripe` (scripts/test-stripe.mjs) asks for a test key first. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["src/testing/against-stripe.ts"],
    globalSetup: ["../../vitest.global-setup.ts"],
    pool: "forks",
    provide: { stripe: { secretKey: STRIPE_SECRET_KEY, apiBase: STRIPE_API_BASE || null } },
  },
});
