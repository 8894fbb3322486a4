import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Instance, runCommand, startInstance } from "./start-instance.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
/** A public https address, so that the instance has a metadata document; the suite expects it under this name. */
const publicUrl = "https://conformance-test.local";
let instance: Instance;
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
  driver = JSON.stringify({ url, publicUrl, cookie: answer.headers.getSetCookie()[0] });
});
afterAll(() => instance?.dispose());

/** Runs the suite against our upstream leg. */
function conformance(...args: string[]) {
  const program = join(root, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
  // The suite cuts the command at its blanks, which paths may have.
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  return runCommand(
    process.execPath,
    [program, "client", "--command", "node conformance/client-driver.ts", ...args],
    {
      cwd: root,
      env: { ...process.env, PATH: path, DRIVER: driver },
      timeoutMs: 120_000,
    },
  );
}

it("every authorization scenario that 2025-11-25 requires of clients passes", async () => {
  const { stdout, stderr } = await conformance("--requirements", "2025-11-25");
  const said = `${stdout}${stderr}`;
  for (const scenario of [
    "initialize",
    "tools_call",
    "sse-retry",
    "auth/metadata-default",
    "auth/metadata-var1",
    "auth/metadata-var2",
    "auth/metadata-var3",
    "auth/basic-cimd",
    "auth/scope-from-www-authenticate",
    "auth/scope-from-scopes-supported",
    "auth/scope-omitted-when-undefined",
    "auth/scope-step-up",
    "auth/scope-retry-limit",
    "auth/token-endpoint-auth-basic",
    "auth/token-endpoint-auth-post",
    "auth/token-endpoint-auth-none",
    "auth/pre-registration",
  ]) {
    expect(said).toMatch(new RegExp(`✓ ${scenario}: \\d+ passed, 0 failed`));
  }
}, 120_000);

describe.concurrent("scenarios of other revisions that a sign-in has to stand as well", () => {
  it.each([
    "2025-03-26-oauth-metadata-backcompat",
    "2025-03-26-oauth-endpoint-fallback",
    "resource-mismatch",
    "offline-access-scope",
    "offline-access-not-supported",
    "authorization-server-migration",
    "iss-supported",
    "iss-not-advertised",
    "iss-supported-missing",
    "iss-wrong-issuer",
    "iss-unexpected",
    "iss-normalized",
    "metadata-issuer-mismatch",
  ])(
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
