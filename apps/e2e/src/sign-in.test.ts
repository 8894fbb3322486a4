import {
  type AuthorizationServer,
  type McpFixture,
  startAuthorizationServer,
  startMcpFixture,
} from "@patchops/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { shows } from "./scene.ts";
import { openSignedInScene, type SignedInScene } from "./signed-in-scene.ts";

let scene: SignedInScene;
let page: SignedInScene["page"];
let provider: AuthorizationServer;
let server: McpFixture;

beforeAll(async () => {
  provider = await startAuthorizationServer();
  server = await startMcpFixture({ protection: provider });
  scene = await openSignedInScene();
  ({ page } = scene);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(async () => {
  await scene?.close();
  await server.close();
  await provider.close();
});

const report = () => page.getByRole("region", { name: /^Connect report/ }).first();

async function connect(): Promise<void> {
  await page.goto("/connections/new");
  await page.getByLabel("Server address, or a client's settings").fill(server.url);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** The window of the provider that a click opens. */
async function popupOf(click: () => Promise<void>): Promise<Page> {
  const [popup] = await Promise.all([scene.context.waitForEvent("page"), click()]);
  await popup.getByRole("heading", { name: "Let PatchOps in?" }).waitFor();
  return popup;
}

it("a server asks for a sign-in, which happens in a window of its own and makes the connection ready", async () => {
  await connect();
  await shows(report().getByText(/asks you to sign in\./));
  await scene.shoot("connect-report-sign-in");
  const popup = await popupOf(() => report().getByRole("button", { name: "Sign in" }).click());
  await shows(report().getByText("Waiting for sign-in."));
  await shows(report().getByRole("button", { name: "Open again" }));
  await scene.shoot("connect-report-waiting");
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Allow" }).click();
  await closed;
  await shows(report().getByRole("link", { name: "See its 1 tool" }));
  expect(await report().getByText("Signed in").count()).toBe(1);
  await scene.shoot("connect-report-signed-in");
});
