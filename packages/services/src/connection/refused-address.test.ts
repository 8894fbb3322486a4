import { refusedAddresses } from "@patchops/testing";
import { expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import {
  addConnection,
  getConnection,
  listConnections,
  refreshConnection,
  updateConnection,
} from "./index.ts";

/** What would have been dialled or looked up. */
const attempts: string[] = [];
const { services } = await openLiveServices(
  { upstreamAllow: [] },
  {
    async resolve(hostname) {
      attempts.push(hostname);
      return [{ address: "93.184.215.14", family: 4 }];
    },
    createConnector: () => (target, callback) => {
      attempts.push(target.hostname);
      callback(Object.assign(new Error("tests dial loopback only"), { code: "ECONNREFUSED" }), null);
    },
  },
);
const forms = Object.values(refusedAddresses).flat();
const words = "This instance does not call private addresses.";

/** A connection whose address was stored when it was still allowed, with a tool of then. */
async function once(name: string) {
  const person = await testPerson(services, name);
  const { id } = await addConnection(person.context, { name: "once", target: { kind: "demo" } });
  const moveTo = (url: string) =>
    services.snapshots.change(person.organizationId, (trx) =>
      trx.updateTable("connections").set({ transport: "http", url }).where("id", "=", id).execute(),
    );
  return { ...person, id, moveTo };
}

test("each form is refused when it is added, in one text, and nothing is dialled (S1)", async () => {
  const { context } = await testPerson(services, "adder");
  for (const url of forms) {
    const adding = addConnection(context, { target: { kind: "http", url } });
    await expect(adding, url).rejects.toMatchObject({ code: "private_address", message: words, sent: false });
  }
  expect(await listConnections(context)).toEqual([]);
  expect(attempts).toEqual([]);
});

test("each form is refused when a connection is moved there, kept or not", async () => {
  const { context } = await testPerson(services, "mover");
  for (const url of refusedAddresses.hidden) {
    const kept = await addConnection(context, { target: { kind: "http", url }, onFailure: "keep" }).catch(
      (error: unknown) => {
        expect(error, url).toMatchObject({ code: "private_address", message: words });
        return null;
      },
    );
    if (!kept) continue;
    expect(kept, url).toMatchObject({
      status: "blocked",
      statusReason: { code: "private_address", message: words },
      report: [{ step: "address", state: "failed", detail: words, cause: "private_address" }],
    });
    const again = await refreshConnection(context, { connection: kept.id });
    expect(again, url).toMatchObject({ status: "blocked", statusReason: { message: words } });
  }
  const { id } = await addConnection(context, {
    target: { kind: "http", url: "http://93.184.215.14/mcp" },
    onFailure: "keep",
  });
  attempts.length = 0;
  for (const url of forms) {
    const moved = await updateConnection(context, { connection: id, url }).then(
      ({ statusReason }) => statusReason,
      (error: unknown) => error,
    );
    expect(moved, url).toMatchObject({ code: "private_address", message: words });
  }
  expect((await getConnection(context, { connection: id })).tools).toBe(0);
  expect(attempts).toEqual([]);
});

test("each form is refused when its tool is called, in the same text", async () => {
  const { context, id, moveTo } = await once("caller");
  const { signal } = new AbortController();
  for (const url of forms) {
    await moveTo(url);
    const call = { tool: { connection: id, tool: "add" }, arguments: {}, argumentsBytes: 2, signal };
    await expect(callTool(context, call), url).rejects.toMatchObject({
      code: "private_address",
      message: `once: ${words}`,
      sent: false,
    });
  }
  expect(attempts).toEqual([]);
});
