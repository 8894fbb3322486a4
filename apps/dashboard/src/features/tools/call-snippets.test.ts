import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { cliSnippet, curlSnippet, sdkSnippet } from "./call-snippets.ts";

const call = {
  url: "http://127.0.0.1:3000",
  name: "demo_send_email",
  arguments: { subject: "It's 5 o'clock $HOME `id`", to: "a@example.com" },
};

/** What a shell makes of the words after a command's name. */
function words(snippet: string, command: string): string[] {
  const script = `${command}() { printf '%s\\0' "$@"; }\n${snippet}`;
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test("a shell reads the arguments back as they were, whatever they hold", () => {
  const [program, verb, name, flag, json] = words(cliSnippet(call), "npx");
  expect([program, verb, name, flag]).toEqual(["patchops", "call", "demo_send_email", "--args"]);
  expect(JSON.parse(json ?? "")).toEqual(call.arguments);

  const curl = words(curlSnippet(call), "curl");
  expect(curl[0]).toBe("http://127.0.0.1:3000/trpc/tool.invoke");
  expect(JSON.parse(curl.at(-1) ?? "")).toEqual({ name: call.name, arguments: call.arguments });
});

test("the SDK's module holds no key and the arguments as a literal", () => {
  const text = sdkSnippet(call);
  expect(text).toContain("process.env.PATCHOPS_API_KEY");
  expect(text).toContain('"demo_send_email"');
});
