/** A process that keeps stdio servers and does nothing else; tells its parent who they are, then waits to be killed. */
import { fileURLToPath } from "node:url";
import { createAddressGuard } from "../address/address-guard.ts";
import type { Target } from "../target.ts";
import { createUpstreams } from "../upstreams.ts";

const upstreams = createUpstreams({
  guard: createAddressGuard({ allow: () => [] }),
  stdioAllowed: true,
  clientInfo: { name: "PatchOps", version: "0.0.0-test" },
});
const program = fileURLToPath(new URL("./stdio-server.ts", import.meta.url));

async function pidsOf(args: readonly string[]): Promise<unknown[]> {
  const target: Target = {
    connectionId: args.join(" "),
    ownerKey: "owner",
    transport: { kind: "stdio", command: process.execPath, args: [program, ...args], env: {} },
    credentials: {
      read: async () => null,
      save: async () => null,
      lose: async () => undefined,
      withRefreshLock: (_of, run) => run(),
    },
  };
  const server = await upstreams.request(target, {
    method: "tools/call",
    params: { name: "pid", arguments: {} },
  });
  const child = await upstreams.request(target, {
    method: "tools/call",
    params: { name: "spawn", arguments: {} },
  });
  return [server.result.pid, child.result.pid];
}

process.send?.((await Promise.all([pidsOf(["--stubborn"]), pidsOf(["--deaf"])])).flat());
