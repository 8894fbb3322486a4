// Bills a month at Stripe itself, with a test key of one's own: `STRIPE_SECRET_KEY=sk_test_… pnpm test:stripe`.
import { spawn } from "node:child_process";

if (!/^(?:sk|rk)_test_/.test(process.env.STRIPE_SECRET_KEY ?? "")) {
  console.error(
    "pnpm test:stripe bills a month at Stripe itself: set STRIPE_SECRET_KEY to a test key (sk_test_…) of an account of yours. Live keys are refused.",
  );
  process.exit(2);
}
const vitest = spawn("vitest", ["run", "--config", "packages/services/vitest.stripe.config.ts"], {
  stdio: "inherit",
});
vitest.once("exit", (code) => process.exit(code ?? 1));
