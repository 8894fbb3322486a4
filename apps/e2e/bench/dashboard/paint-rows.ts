import type { SignedInScene } from "../../src/signed-in-scene.ts";
import type { Row } from "../report.ts";
import { type Load, loadPage } from "./load-page.ts";

/** When pages are painted, and how much they move after that. */
export async function paintRows(scene: SignedInScene, loads: readonly Load[]): Promise<Row[]> {
  const worst = loads.toSorted((a, b) => b.lcpMs - a.lcpMs)[0];
  const shifted = loads.toSorted((a, b) => b.shift - a.shift)[0];
  const slow = [];
  for (const path of ["/login", "/", "/activity"]) {
    slow.push(await loadPage(scene, path, { cpuRate: 4, bitsPerSecond: 1_600_000 }));
  }
  slow.sort((a, b) => b.lcpMs - a.lcpMs);
  return [
    {
      name: "LCP, local, worst page",
      value: worst?.lcpMs ?? Number.NaN,
      unit: "ms",
      note: worst?.path ?? "",
      atMost: 1_000,
    },
    {
      name: "LCP at 4 x CPU, 1.6 Mbit/s, worst of 3 pages",
      value: slow[0]?.lcpMs ?? Number.NaN,
      unit: "ms",
      note: slow.map(({ path, lcpMs }) => `${path} ${Math.round(lcpMs)}`).join(", "),
      atMost: 2_500,
    },
    {
      name: "CLS, worst page",
      value: shifted?.shift ?? Number.NaN,
      unit: "",
      note: shifted?.path ?? "",
      atMost: 0.02,
    },
  ];
}
