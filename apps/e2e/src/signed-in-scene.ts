import { openScene, type Scene, shows } from "./scene.ts";
import type { InstanceOptions } from "./start-instance.ts";

/** A scene whose person is the instance's owner, signed in, with the demo tools connected and a key for clients. */
export interface SignedInScene extends Scene {
  apiKey: string;
}

export async function openSignedInScene(options: InstanceOptions = {}): Promise<SignedInScene> {
  const scene = await openScene(options);
  const { instance, page } = scene;
  const { apiKey } = await instance.setUp();
  const added = await instance.cli(["connections", "add", "demo"], { apiKey });
  if (added.code !== 0) throw new Error(added.stderr);
  await page.goto("/login");
  await page.getByLabel("Email").fill("owner@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page.getByRole("heading", { level: 1 }));
  await page.waitForURL((url) => url.pathname === "/");
  return { ...scene, apiKey };
}
