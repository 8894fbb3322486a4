import { startMcpFixture } from "@patchops/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { addConnection, storeOffers, storeTools } from "../connection/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import { exposeUris } from "./expose-uris.ts";
import { lookUpResource } from "./find-resource.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

const { services } = await openLiveServices();
const fixture = await startMcpFixture();
afterAll(() => fixture.close());
const { context, organizationId } = await testPerson(services, "namer");
const connections = await Promise.all(
  ["a", "a_b", "patchops"].map(async (name) => {
    const target = { kind: "http" as const, url: fixture.url };
    const { id, slug } = await addConnection(context, { name, target });
    return { organizationId, id, slug };
  }),
);
await services.snapshots.change(organizationId, (trx) =>
  trx
    .updateTable("connections")
    .set({ capabilities: JSON.stringify({ tools: {}, resources: {} }) })
    .where("organizationId", "=", organizationId)
    .execute(),
);

// Few words, so that names meet; with separators, look-alikes, reserved words and what has to be cut.
const word = fc.constantFrom(
  "b",
  "c",
  "b_c",
  "b.c",
  "b-c",
  "bс",
  "then",
  "__proto__",
  "",
  "x".repeat(70),
  "日本",
);
const toolName = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("_"));
const scheme = fc.constantFrom(
  "test://",
  "https://x/",
  "patchops://",
  "patchops://a/",
  "patchops://nobody/",
  "ui:",
  "ui://",
  "ui://patchops/",
  "ui://patchops/a/",
);
const uri = fc.tuple(scheme, toolName).map((parts) => parts.join(""));
const uriTemplate = uri.map((literal) => `${literal}/{id}`);
const lists = fc.record({
  at: fc.nat(connections.length - 1),
  tools: fc.array(toolName, { maxLength: 6 }),
  prompt: fc.array(toolName, { maxLength: 4 }),
  resource: fc.array(uri, { maxLength: 6 }),
  template: fc.array(uriTemplate, { maxLength: 3 }),
});

test("whatever servers list and in whatever order: no name stands for two, each leads back, none is ever another's", async () => {
  const everGiven = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(lists, fc.array(uri, { maxLength: 4 }), async (listed, answered) => {
      const connection = connections[listed.at];
      if (!connection) return;
      await services.snapshots.change(organizationId, async (trx) => {
        await storeTools(
          trx,
          connection,
          listed.tools.map((name) => ({ name })),
        );
        await storeOffers(trx, connection, {
          prompt: listed.prompt.map((name) => ({ name })),
          resource: listed.resource.map((each) => ({ uri: each })),
          template: listed.template.map((each) => ({ uriTemplate: each })),
        });
      });
      const snapshot = await services.snapshots.get(organizationId);
      const given = [
        ...[...snapshot.tools].map(([name, tool]) => ["tool", name, tool.connection.id, tool.originalName]),
        ...[...snapshot.tools.values()].map((tool) => [
          `code of ${tool.connection.id}`,
          tool.codeName,
          tool.connection.id,
          tool.originalName,
        ]),
        ...(["prompt", "resource", "template"] as const).flatMap((kind) =>
          [...snapshot.offers[kind]].map(([name, offer]) => [
            kind,
            name,
            offer.connection.id,
            offer.original,
          ]),
        ),
      ];
      for (const [kind, name, ...whose] of given) {
        const key = JSON.stringify([kind, name]);
        const before = everGiven.get(key);
        if (before !== undefined) expect(JSON.stringify(whose)).toBe(before);
        everGiven.set(key, JSON.stringify(whose));
      }
      const available = given.filter(([, , id]) => id === connection.id);
      for (const [kind, originals] of [
        ["prompt", listed.prompt.filter(Boolean)],
        ["resource", listed.resource],
        ["template", listed.template],
      ] as const) {
        const stored = available.filter(([each]) => each === kind).map(([, , , original]) => original);
        expect(stored.sort()).toEqual([...new Set(originals)].sort());
      }
      const tools = snapshot.toolsByConnection.get(connection.id) ?? [];
      expect(
        tools
          .filter(({ isAvailable }) => isAvailable)
          .map(({ originalName }) => originalName)
          .sort(),
      ).toEqual([...new Set(listed.tools)].sort());
      for (const offer of snapshot.offers.resource.values()) {
        const place = lookUpResource(snapshot, offer.exposed);
        expect([place?.connection.id, place?.uri]).toEqual([offer.connection.id, offer.original]);
      }
      const own = snapshot.connectionsById.get(connection.id);
      if (!own) throw new Error("the connection is gone");
      // What the server answers with, listed by it or not, web addresses of nobody's list aside.
      for (const original of [...listed.resource, ...answered]) {
        if (original.startsWith("https:") && !listed.resource.includes(original)) continue;
        const { contents } = exposeUris(snapshot, own, { contents: [{ uri: original }] });
        const [{ uri: exposed } = { uri: "" }] = contents as { uri: string }[];
        const place = lookUpResource(snapshot, exposed);
        expect([place?.connection.id, place?.uri]).toEqual([connection.id, original]);
      }
    }),
    { numRuns: 60 },
  );
});

test("of thousands of links in one answer each still leads back", async () => {
  const snapshot = await services.snapshots.get(organizationId);
  const own = snapshot.connectionsBySlug.get("a");
  if (!own) throw new Error("the connection is gone");
  const content = Array.from({ length: 3_000 }, (_, n) => ({ type: "resource_link", uri: `far://${n}` }));
  const shown = exposeUris(snapshot, own, { content }).content as { uri: string }[];
  for (const at of [0, 500, 2_999]) {
    const place = lookUpResource(snapshot, shown[at]?.uri ?? "");
    expect([place?.connection.slug, place?.uri]).toEqual(["a", `far://${at}`]);
  }
});
