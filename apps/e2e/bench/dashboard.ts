import { connectClient } from "../src/connect-client.ts";
import { openSignedInScene } from "../src/signed-in-scene.ts";
import { type Load, loadPage } from "./dashboard/load-page.ts";
import { longTaskRows } from "./dashboard/long-task-rows.ts";
import { paintRows } from "./dashboard/paint-rows.ts";
import { routeRows } from "./dashboard/route-rows.ts";
import { runRows } from "./dashboard/run-rows.ts";
import { sizeRows } from "./dashboard/size-rows.ts";
import { startRows } from "./dashboard/start-rows.ts";
import type { Row } from "./report.ts";

const pages = [
  "/",
  "/connections",
  "/connections/new",
  "/connections/demo",
  "/tools?tool=demo_list_orders&tab=run",
  "/playground",
  "/activity",
  "/usage",
  "/settings/profile",
  "/settings/keys",
  "/admin/health",
  "/admin/audit",
];

/** The dashboard against its speed budgets: sizes of what is built, times in a real browser. */
export async function benchDashboard(): Promise<Row[]> {
  const scene = await openSignedInScene();
  try {
    const client = await connectClient(`${scene.instance.url}/mcp`, scene.apiKey);
    for (let limit = 1; limit <= 30; limit += 1) {
      await client.callTool({ name: "demo_list_orders", arguments: { limit } });
    }
    await client.close();
    const loads: Load[] = [];
    for (const path of pages) loads.push(await loadPage(scene, path));
    const signIn = await loadPage(scene, "/login");
    const rows = [
      ...(await sizeRows(loads, signIn)),
      ...(await paintRows(scene, [...loads, signIn])),
      ...(await routeRows(scene)),
      ...(await runRows(scene)),
      ...(await longTaskRows(scene)),
    ];
    await scene.instance.end();
    return [...rows, ...(await startRows(scene))];
  } finally {
    await scene.close();
  }
}
