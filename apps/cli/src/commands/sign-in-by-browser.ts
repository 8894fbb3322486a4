import { setTimeout as wait } from "node:timers/promises";
import type { Connection } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import type { Cli } from "../cli.ts";
import { openPage } from "../open-page.ts";
import { safeLine } from "../safe-text.ts";
import { usageError } from "../usage-error.ts";

const pollMs = 1_000;
/** As long as a sign-in may take. */
const timeoutMs = 600_000;

/** Opens or prints the page on which a connection is signed in to, and waits until that has happened. */
export async function signInByBrowser(
  cli: Cli,
  before: Connection,
  given: { opens: boolean },
): Promise<Connection> {
  const { output, terminal } = cli;
  const { slug, signIn } = before;
  if (signIn === null && before.status !== "needs_sign_in") {
    throw usageError(
      `${slug} has asked for no sign-in.`,
      `Give it a key: patchops connections login ${slug} --bearer TOKEN`,
    );
  }
  if (signIn?.state === "signed_in" && signIn.problem === null && before.status !== "needs_sign_in") {
    output.note("You are signed in already.");
    return before;
  }
  const publicUrl = signIn?.redirectUrl.replace(/\/oauth\/callback$/, "") ?? cli.url;
  const url = `${publicUrl}/connections/${slug}`;
  output.note(
    signIn === null
      ? `${safeLine(before.name)} describes no sign-in. Older servers have one all the same: try "Sign in instead" at ${url}`
      : `Sign in to ${safeLine(before.name)} in the browser: ${url}`,
  );
  if (given.opens && terminal.stderr.isTTY === true && !output.isJson) openPage(url);
  output.note("Waiting for the sign-in …");
  const request = { signal: terminal.interrupted };
  const untilMs = performance.now() + timeoutMs;
  while (performance.now() < untilMs) {
    await wait(pollMs, undefined, request);
    const now = await cli.client().connection.get.query({ connection: before.id }, request);
    // Somebody did something about it, whose outcome is not known yet.
    if (now.status === "connecting") continue;
    const { signIn: current } = now;
    if (current === null) {
      if (signIn === null && now.status === "needs_sign_in") continue;
      return now;
    }
    const isNew = current.login?.signedInAt !== signIn?.login?.signedInAt;
    if (current.state === "signed_in" && isNew) return now;
    const { problem } = current;
    if (problem !== null && problem.at !== signIn?.problem?.at && current.waitsUntil === null) {
      throw failed(problem.message, slug);
    }
  }
  throw failed("Nobody signed in within 10 minutes.", slug);
}

function failed(message: string, slug: string): PatchOpsError {
  return new PatchOpsError("needs_sign_in", message, { next: `patchops connections login ${slug}` });
}
