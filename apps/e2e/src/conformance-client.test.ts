import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillGenerated } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSummary } from "./conformance/read-summary.ts";
import { resultsTable } from "./conformance/results-table.ts";
import { startTurnstile, type Turnstile } from "./conformance/start-turnstile.ts";
import { type Instance, runCommand, startInstance } from "./start-instance.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
/** A public https address, so that the instance has a metadata document; the suite expects it under this name. */
const publicUrl = "https://conformance-test.local";
let instance: Instance;
let turnstile: Turnstile;
let driver: string;

beforeAll(async () => {
  instance = await startInstance({
    env: {
      PATCHOPS_URL: publicUrl,
      PATCHOPS_ALLOWED_ORIGINS: publicUrl,
      PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*,localhost:*",
    },
  });
  const { url } = JSON.parse(await readFile(join(instance.dataDir, "server.json"), "utf8"));
  const answer = await fetch(`${url}/trpc/account.signUp`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl },
    body: JSON.stringify({ email: "suite@example.com", password: "correct horse battery" }),
  });
  // The suite begins all scenarios at once, which few machines can bear in time.
  turnstile = await startTurnstile(4);
  driver = JSON.stringify({
    url,
    publicUrl,
    cookie: answer.headers.getSetCookie()[0],
    turnstile: turnstile.url,
  });
});
afterAll(async () => {
  await turnstile?.close();
  await instance?.dispose();
});

/** Runs the suite against our upstream leg. */
function conformance(...args: string[]) {
  const program = join(root, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
  // The suite cuts the command at its blanks, which paths may have.
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  return runCommand(
    process.execPath,
    // Each waits for its turn meanwhile.
    [program, "client", "--command", "node conformance/client-driver.ts", "--timeout", "150000", ...args],
    {
      cwd: root,
      env: { ...process.env, PATH: path, DRIVER: driver },
      timeoutMs: 170_000,
    },
  );
}

describe("what the suite requires of clients", () => {
  const required = { "2025-11-25": 18, "2026-07-28": 32 };
  const results = new Map<string, { scenario: string; passed: boolean }[]>();

  it.each(Object.entries(required))(
    "%s: every scenario passes, %i of them",
    async (revision, count) => {
      const { stdout, stderr } = await conformance("--requirements", revision);
      const scored = readSummary(`${stdout}\n${stderr}`).filter(({ isScored }) => isScored);
      expect(scored.filter(({ failed }) => failed > 0)).toEqual([]);
      expect(scored).toHaveLength(count);
      results.set(
        revision,
        scored.map(({ scenario, failed }) => ({ scenario, passed: failed === 0 })),
      );
    },
    180_000,
  );

  it("docs/conformance.md says so (vitest -u writes it)", async () => {
    const page = join(root, "../../docs/conformance.md");
    const text = fillGenerated(await readFile(page, "utf8"), "conformance-client", resultsTable(results));
    await expect(text).toMatchFileSnapshot(page);
  });
});

describe.concurrent("scenarios of an older revision that a sign-in has to stand as well", () => {
  it.each(["2025-03-26-oauth-metadata-backcompat", "2025-03-26-oauth-endpoint-fallback"])(
    "auth/%s",
    async (scenario) => {
      const run = await conformance(
        "--scenario",
        `auth/${scenario}`,
        "--force",
        "--spec-version",
        "2025-11-25",
      );
      expect(`${run.stdout}${run.stderr}`).toMatch(/Passed: (\d+)\/\1, 0 failed, 0 warnings/);
    },
    60_000,
  );
});
