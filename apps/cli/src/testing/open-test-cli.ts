import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { type Config, readConfig } from "../config.ts";
import { type CommandAnswer, runCommand } from "./run-command.ts";
import { startServer, type TestServer } from "./start-server.ts";

export interface TestCli {
  directory: string;
  server: TestServer;
  config: Config;
  run(...args: string[]): Promise<CommandAnswer>;
  /** The same with `--json`. Throws where it does not end with 0. */
  json<Answer>(...args: string[]): Promise<Answer>;
  /** Runs a program in the sandbox, with `--json`. */
  program(code: string, ...options: string[]): Promise<CommandAnswer>;
}

/** A server with one account and the demo connection, and commands that find it. Call it where hooks are registered. */
export async function openTestCli(): Promise<TestCli> {
  const directory = await mkdtemp(join(tmpdir(), "patchops cli "));
  const dataDir = join(directory, "data");
  const server = await startServer(dataDir);
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });
  // The address is found in the data directory.
  const anonymous = { ...readConfig({ HOME: directory, PATCHOPS_DATA_DIR: dataDir }), apiKey: null };
  const account = ["--email", "me@example.com", "--password", "correct horse"];
  const setup = await runCommand(["setup", ...account, "--json"], { config: anonymous });
  const made: Record<string, string> = JSON.parse(setup.stdout);
  expect(Object.keys(made).sort()).toEqual(["apiKey", "organizationId", "userId"]);
  const config = { ...anonymous, apiKey: made.apiKey ?? null };
  const run = (...args: string[]) => runCommand(args, { config });
  const json = async <Answer>(...args: string[]): Promise<Answer> => {
    const { code, stdout, stderr } = await run(...args, "--json");
    if (code !== 0) throw new Error(`patchops ${args.join(" ")} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };
  expect(await json("connections", "add", "demo")).toMatchObject({
    ...{ slug: "demo", status: "ready", tools: expect.any(Number), id: expect.any(String) },
  });
  return {
    ...{ directory, server, config, run, json },
    program: (code, ...options) => runCommand(["run", "-", "--json", ...options], { config, input: code }),
  };
}
