import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, rpc } from "./testing/raw-client.ts";

const gateway = await openTestGateway();
// One upstream for both, slow in random turns, so that answers come back in another order than their calls went.
const shared = await startMcpFixture({
  tools: [
    {
      name: "echo",
      call: async (args) => {
        if (Number(args.n) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        return { content: [{ type: "text", text: JSON.stringify(args) }] };
      },
    },
  ],
});
afterAll(() => shared.close());

test("64 callers of two organizations with equal ids: 10,000 answers, none crossed (S10)", {
  timeout: 120_000,
}, async () => {
  const tenants = [await gateway.tenant("ada"), await gateway.tenant("bob")];
  for (const tenant of tenants) await tenant.connect(shared.url, "shared");
  const sessions = await Promise.all(
    tenants.map(({ apiKey }) => openRawClient(`${gateway.url}/mcp`, { apiKey })),
  );
  let n = 0;
  let crossed = 0;
  const answers = [0, 0];
  const callers = Array.from({ length: 64 }, async (_, index) => {
    const who = index % 2;
    const session = sessions[who];
    while (n < 10_000) {
      n += 1;
      const args = { who, caller: index, n };
      const id = n % 8;
      const answer = await session?.post(rpc("tools/call", { name: "shared_echo", arguments: args }, id));
      const expected = {
        jsonrpc: "2.0",
        id,
        result: { content: [{ type: "text", text: JSON.stringify(args) }] },
      };
      answers[who] = (answers[who] ?? 0) + 1;
      if (JSON.stringify(answer?.json) !== JSON.stringify(expected)) crossed += 1;
    }
  });
  await Promise.all(callers);
  expect(crossed).toBe(0);
  expect((answers[0] ?? 0) + (answers[1] ?? 0)).toBe(10_000);

  await gateway.services.meter.flush();
  for (const [who, { organizationId }] of tenants.entries()) {
    const { calls } = await gateway.services.database.withOrganization(organizationId, (trx) =>
      trx
        .selectFrom("usageEvents")
        .select((eb) => eb.fn.countAll<number>().as("calls"))
        .where("kind", "=", "call")
        .executeTakeFirstOrThrow(),
    );
    expect(calls).toBe(answers[who]);
  }
});
