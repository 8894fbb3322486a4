import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openWindow } from "../../src/browser.ts";
import { runCommand } from "../../src/run-command.ts";
import type { SignedInScene } from "../../src/signed-in-scene.ts";
import { median } from "../median.ts";
import type { Row } from "../report.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** `npm start` on what is built and has data, until the address is printed and until its page can be used. */
export async function startRows(scene: SignedInScene): Promise<Row[]> {
  // What is stale is installed and built first, once.
  await runCommand(process.execPath, [`${root}scripts/prepare.mjs`], { timeoutMs: 300_000 });
  const urls: number[] = [];
  const usable: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    const child = spawn("npm", ["start"], {
      cwd: root,
      env: { ...process.env, PORT: "0", PATCHOPS_DATA_DIR: scene.instance.dataDir },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const url = await new Promise<string>((resolve, reject) => {
      let printed = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        printed += chunk;
        const found = /PatchOps is running\s+(\S+)/.exec(printed)?.[1];
        if (found) resolve(found);
      });
      child.once("exit", () => reject(new Error(`npm start ended:\n${printed}`)));
    });
    const printedMs = performance.now();
    urls.push(printedMs - began);
    const { context, page } = await openWindow(scene.browser, url);
    await page.goto("/login");
    await page.getByRole("button", { name: "Sign in" }).click({ trial: true });
    usable.push(performance.now() - printedMs);
    await context.close();
    child.kill("SIGTERM");
    await ended;
  }
  return [
    {
      name: "npm start, built, to its URL, p50",
      value: median(urls),
      unit: "ms",
      note: `worst ${Math.max(...urls).toFixed(0)} ms`,
      atMost: 3_000,
    },
    {
      name: "URL to a page that can be used, p50",
      value: median(usable),
      unit: "ms",
      note: "new window",
      atMost: 1_500,
    },
  ];
}
