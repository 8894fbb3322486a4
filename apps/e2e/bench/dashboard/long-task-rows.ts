import type { SignedInScene } from "../../src/signed-in-scene.ts";
import { median } from "../median.ts";
import { takeNumbers, waitUntilQuiet } from "../page-watch.ts";
import type { Row } from "../report.ts";
import { openFreshWindow } from "./open-fresh-window.ts";

const rounds = 5;

/** How long a page is busy with much at once: a large answer, a flood of log lines. */
export async function longTaskRows(scene: SignedInScene): Promise<Row[]> {
  return [await largeAnswerRow(scene), await floodRow(scene)];
}

async function largeAnswerRow(scene: SignedInScene): Promise<Row> {
  const { context, page } = await openFreshWindow(scene);
  const longest: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await page.goto("/tools?tool=demo_big_result&tab=run");
    await waitUntilQuiet(page);
    await takeNumbers(page);
    await page.getByRole("button", { name: /^Run/ }).click();
    const tree = page.getByRole("region", { name: "Answer" }).getByRole("tree");
    await tree.getByText("10,000 items").waitFor();
    await tree.focus();
    for (const key of ["End", "ArrowRight", "End", "Home"]) await page.keyboard.press(key);
    await page.waitForTimeout(200);
    longest.push((await takeNumbers(page)).longestTaskMs);
  }
  await context.close();
  return {
    name: "longest task, 10,000 rows answered, p50",
    value: median(longest),
    unit: "ms",
    note: `worst ${Math.max(...longest).toFixed(0)} ms`,
    atMost: 100,
  };
}

/** A program that logs all it may, as fast as it can. */
async function floodRow(scene: SignedInScene): Promise<Row> {
  const { context, page } = await openFreshWindow(scene);
  await page.goto("/playground");
  const editor = page.getByRole("textbox", { name: "Program" });
  const longest: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await editor.click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(
      `for (let i = 1; i < 10_000; i += 1) console.log("line", i, "x".repeat(60)); return "round ${round}";`,
    );
    await page.waitForTimeout(2_000);
    await takeNumbers(page);
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.getByLabel("Result").getByText(`round ${round}`).first().waitFor();
    await page.waitForTimeout(200);
    longest.push((await takeNumbers(page)).longestTaskMs);
  }
  await context.close();
  return {
    name: "longest task, 9,999 lines logged, p50",
    value: median(longest),
    unit: "ms",
    note: `worst ${Math.max(...longest).toFixed(0)} ms`,
    atMost: 100,
  };
}
