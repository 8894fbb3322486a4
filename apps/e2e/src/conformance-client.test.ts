import { afterAll, beforeAll, expect, it } from "vitest";
import { type ClientSuite, openClientSuite } from "./conformance/open-client-suite.ts";

/** All that the suite requires of clients is tried by `pnpm test:long`; here what each revision can least do without. */
const scenarios = {
  "2025-11-25": ["tools_call", "auth/scope-step-up", "auth/basic-cimd"],
  "2026-07-28": ["auth/iss-wrong-issuer", "http-standard-headers"],
};
/** Of an older revision, which a sign-in has to stand as well. */
const older = ["auth/2025-03-26-oauth-metadata-backcompat", "auth/2025-03-26-oauth-endpoint-fallback"];

let suite: ClientSuite | undefined;
beforeAll(async () => {
  suite = await openClientSuite();
});
afterAll(() => suite?.close());

const tried = Object.entries(scenarios).flatMap(([revision, names]) =>
  [...names, ...(revision === "2025-11-25" ? older : [])].map((scenario) => ({ revision, scenario })),
);

it.concurrent.each(tried)(
  "$revision: $scenario",
  async ({ revision, scenario }) => {
    const run = await suite?.run("--scenario", scenario, "--force", "--spec-version", revision);
    expect(`${run?.stdout}${run?.stderr}`).toMatch(/Passed: (\d+)\/\1, 0 failed, 0 warnings/);
  },
  60_000,
);
