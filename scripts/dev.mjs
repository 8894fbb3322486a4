// The server, and the mails that it sends, started anew when their code changes, and Vite's server for the dashboard. Without a key
// of Stripe's, a stand-in for Stripe as well. Ctrl+C or the end of one ends all.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dashboard = join(root, "apps", "dashboard");

// One can click through checkout, portal and invoices, and let time pass; it forgets all when it ends.
const stripePort = "3002";
// Where the dashboard is with hot reload: pages of others, and mails, lead back to it.
const dashboardUrl = "http://127.0.0.1:5173";
const stripe = {
  STRIPE_SECRET_KEY: "sk_test_stand_in",
  STRIPE_WEBHOOK_SECRET: "whsec_stand_in",
  STRIPE_API_BASE: `http://127.0.0.1:${stripePort}`,
};
const isStripeStoodIn = !process.env.STRIPE_SECRET_KEY;

// From its sources, which are watched, kept compiled. Vite's proxy leads to port 3000.
const watched = (file) =>
  spawn(process.execPath, ["--watch", "--watch-preserve-output", file], {
    cwd: root,
    env: {
      ...process.env,
      ...(isStripeStoodIn ? stripe : {}),
      PORT: "3000",
      PATCHOPS_URL: process.env.PATCHOPS_URL ?? dashboardUrl,
      NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "patchops"),
    },
    stdio: "inherit",
  });

const stripeStandIn = () =>
  spawn(process.execPath, ["packages/testing/src/stripe-fixture/serve.ts"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: stripePort,
      WEBHOOK_URL: "http://127.0.0.1:3000/webhooks/stripe",
      WEBHOOK_SECRET: stripe.STRIPE_WEBHOOK_SECRET,
    },
    stdio: "inherit",
  });

const { hostname, port } = new URL(dashboardUrl);
const viteOptions = ["--host", hostname, "--port", port, "--strictPort"];

const children = [
  ...(isStripeStoodIn ? [stripeStandIn()] : []),
  watched("apps/server/src/main.ts"),
  watched("apps/server/src/dev/serve-mail-previews.ts"),
  spawn(process.execPath, [join(dashboard, "node_modules", "vite", "bin", "vite.js"), ...viteOptions], {
    cwd: dashboard,
    stdio: "inherit",
  }),
];

let isEnding = false;
function end() {
  if (isEnding) return;
  isEnding = true;
  for (const child of children) child.kill("SIGTERM");
}

for (const child of children) {
  child.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    end();
  });
  child.on("exit", end);
}
// At a terminal the children hear Ctrl+C themselves; this waits for them.
process.on("SIGINT", end);
process.on("SIGTERM", end);
