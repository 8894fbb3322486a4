import { startMcpFixture } from "@patchops/testing";
import type { openTestGateway } from "./open-test-gateway.ts";
import { openRawClient, rpc } from "./raw-client.ts";

const callers = 64;
/** Fewer than callers, so that many calls are under way with the same one. */
const ids = 8;

export interface CrossReport {
  /** Answers that were not those of their calls. */
  crossed: number;
  /** Of each of the two organizations: what its callers were answered, and what is metered of it. */
  answered: number[];
  metered: number[];
}

/** Has 64 callers of two organizations make calls with equal ids through one session of each, and compares what they are answered. */
export async function crossAnswers(
  gateway: Awaited<ReturnType<typeof openTestGateway>>,
  calls: number,
): Promise<CrossReport> {
  // One upstream for both, slow in random turns, so that answers come back in another order than their calls went.
  const shared = await startMcpFixture({
    tools: [
      {
        name: "echo",
        call: async (args) => {
          if (Number(args.n) % 7 === 0)
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
          return { content: [{ type: "text", text: JSON.stringify(args) }] };
        },
      },
    ],
  });
  try {
    const tenants = [await gateway.tenant("ada"), await gateway.tenant("bob")];
    for (const tenant of tenants) await tenant.connect(shared.url, "shared");
    const sessions = await Promise.all(
      tenants.map(({ apiKey }) => openRawClient(`${gateway.url}/mcp`, { apiKey })),
    );
    let n = 0;
    let crossed = 0;
    const answered = [0, 0];
    const keepCalling = async (caller: number) => {
      const who = caller % 2;
      while (n < calls) {
        n += 1;
        const args = { who, caller, n };
        const id = n % ids;
        const call = rpc("tools/call", { name: "shared_echo", arguments: args }, id);
        const answer = await sessions[who]?.post(call);
        const expected = {
          jsonrpc: "2.0",
          id,
          result: { content: [{ type: "text", text: JSON.stringify(args) }] },
        };
        answered[who] = (answered[who] ?? 0) + 1;
        if (JSON.stringify(answer?.json) !== JSON.stringify(expected)) crossed += 1;
      }
    };
    await Promise.all(Array.from({ length: callers }, (_, caller) => keepCalling(caller)));
    await gateway.services.meter.flush();
    const metered = await Promise.all(
      tenants.map(({ organizationId }) =>
        gateway.services.database.withOrganization(organizationId, async (trx) => {
          const { calls: stored } = await trx
            .selectFrom("usageEvents")
            .select((eb) => eb.fn.countAll<number>().as("calls"))
            .where("kind", "=", "call")
            .executeTakeFirstOrThrow();
          return stored;
        }),
      ),
    );
    return { crossed, answered, metered };
  } finally {
    await shared.close();
  }
}
