// The stand-in as a process of its own, for `pnpm dev`. PORT, WEBHOOK_URL and WEBHOOK_SECRET are settings.
import { startStripeStandIn } from "./start-stripe-stand-in.ts";

const standIn = await startStripeStandIn({ port: Number(process.env.PORT ?? 12_111) });
const url = process.env.WEBHOOK_URL;
if (url !== undefined) {
  const secret = process.env.WEBHOOK_SECRET ?? "";
  standIn.webhooks.targets.push({ url, secret, payload: "snapshot" });
}
process.stdout.write(`Stripe is stood in for at ${standIn.url}\n`);
const end = () => void standIn.close();
process.on("SIGINT", end);
process.on("SIGTERM", end);
