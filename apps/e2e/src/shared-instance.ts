import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@patchops/sdk";
import { type CommandAnswer, runCommand } from "./run-command.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A whole PatchOps in a process of its own, on a data directory of its own, used by its public surfaces only. */
export interface SharedInstance {
  url: string;
  dataDir: string;
  /**
   * Runs `patchops …` against it, or against another address: in this process, which spares a third of a second of a core, or
   * by the command itself.
   */
  cli(
    args: readonly string[],
    options?: {
      input?: string;
      apiKey?: string;
      url?: string;
      signal?: AbortSignal;
      onStderr?: (text: string) => void;
      /** In a process of its own, as a terminal starts it. */
      isSpawned?: boolean;
    },
  ): Promise<CommandAnswer>;
  /** Creates an account as `patchops setup` does, which takes longer to begin than it takes. */
  setUp(email?: string): Promise<{ userId: string; organizationId: string; apiKey: string }>;
}

/** What is done with an instance from outside, by the environment that it has. */
export function surfaces(
  url: string,
  dataDir: string,
  env: NodeJS.ProcessEnv,
): Pick<SharedInstance, "cli" | "setUp"> {
  return {
    async cli(args, { input, apiKey, url: other, signal, onStderr, isSpawned } = {}) {
      const environment = {
        ...env,
        PATCHOPS_URL: other ?? url,
        ...(apiKey === undefined ? {} : { PATCHOPS_API_KEY: apiKey }),
      };
      const given = {
        ...(input === undefined ? {} : { input }),
        ...(onStderr === undefined ? {} : { onStderr }),
      };
      if (isSpawned) {
        const command = [join(root, "apps/cli/bin/patchops.js"), ...args];
        return runCommand(process.execPath, command, {
          ...{ env: environment, ...given },
          ...(signal === undefined ? {} : { signal }),
        });
      }
      const testing = await import("@patchops/cli/testing");
      return testing.runCommand(args, {
        ...{ config: testing.readConfig(environment), ...given },
        ...(signal === undefined ? {} : { interrupted: signal }),
      });
    },
    async setUp(email = "owner@example.com") {
      const token = (await readFile(join(dataDir, "operator-token"), "utf8")).trim();
      const { url: door } = JSON.parse(await readFile(join(dataDir, "server.json"), "utf8"));
      const operator = createClient({ url: door, headers: { "x-patchops-operator": token } }).operator;
      return operator.createAccount.mutate({ email, password: "correct horse battery" });
    },
  };
}

/**
 * The instance that `setup` of `prepared-instance.ts` has started for all test files that need nothing of one but an account
 * each: a start takes two to three seconds of a core.
 */
export function sharedInstance(): SharedInstance {
  const { E2E_SHARED_URL: url, E2E_SHARED_DIR: dataDir } = process.env;
  if (!url || !dataDir) throw new Error("no instance is shared");
  const env = { PATH: process.env.PATH, HOME: dataDir, LANG: "C.UTF-8", PATCHOPS_DATA_DIR: dataDir };
  return { url, dataDir, ...surfaces(url, dataDir, env) };
}
