import { connectDemo } from "./connect-demo.ts";
import { logIn } from "./log-in.ts";
import { openScene, type Scene } from "./scene.ts";
import type { InstanceOptions } from "./start-instance.ts";

/** A scene whose person is the instance's owner, signed in, with the demo tools connected and a key for clients. */
export interface SignedInScene extends Scene {
  apiKey: string;
}

export async function openSignedInScene(options: InstanceOptions = {}): Promise<SignedInScene> {
  const scene = await openScene(options);
  const { instance, page } = scene;
  const { apiKey } = await instance.setUp();
  await connectDemo(instance, apiKey);
  await logIn(page);
  return { ...scene, apiKey };
}
