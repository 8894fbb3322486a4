import type { Services } from "../context.ts";
import type { JobData } from "../jobs.ts";

const timeoutMs = 10_000;

/**
 * A worker's job: tells the address that the operator set of a part that is down, or back. `text` is what chat programs show. Rejects
 * when it was not taken: it is tried again then.
 */
export async function deliverAlert({ settings }: Services, data: JobData["operator-alert"]): Promise<void> {
  if (settings.alertWebhook === null) return;
  const { name, isUp, detail, since, url } = data;
  const text = isUp ? `PatchOps: ${name} is back.` : `PatchOps: ${name} is down. ${detail ?? ""} ${url}`;
  const answer = await fetch(settings.alertWebhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text, component: name, state: isUp ? "up" : "down", detail, since, url }),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the alert webhook answered ${answer.status}`);
}
