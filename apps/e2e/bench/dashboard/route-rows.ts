import type { SignedInScene } from "../../src/signed-in-scene.ts";
import { percentile } from "../load.ts";
import { median } from "../median.ts";
import { timeUntil, waitUntilQuiet } from "../page-watch.ts";
import type { Row } from "../report.ts";
import { openFreshWindow } from "./open-fresh-window.ts";

const rounds = 5;

/** From one page to another by its link: the first time, and when its file and data are there. */
export async function routeRows(scene: SignedInScene): Promise<Row[]> {
  const { context, page } = await openFreshWindow(scene);
  await page.goto("/");
  await waitUntilQuiet(page);
  const visit = async (name: string) => {
    const link = page
      .getByRole("complementary", { name: "Sidebar" })
      .getByRole("link", { name, exact: true });
    const took = await timeUntil(page, { selector: "main h1", text: name }, () => link.click());
    await waitUntilQuiet(page);
    return took;
  };
  const names = ["Connections", "Tools", "Activity", "Usage"];
  const first: number[] = [];
  for (const name of names) first.push(await visit(name));
  const again: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) again.push(await visit(name));
  }
  await context.close();
  again.sort((a, b) => a - b);
  return [
    {
      name: "route change, cached, p95",
      value: percentile(again, 0.95),
      unit: "ms",
      note: `p50 ${median(again).toFixed(0)} ms`,
      atMost: 100,
    },
    {
      name: "route change, first visit, worst",
      value: Math.max(...first),
      unit: "ms",
      note: "a few calls stored",
      atMost: 400,
    },
  ];
}
