import { connectDemo } from "./connect-demo.ts";
import { logIn } from "./log-in.ts";
import { openScene, openSceneOn, type Scene } from "./scene.ts";
import { type SharedInstance, sharedInstance } from "./shared-instance.ts";
import type { Instance, InstanceOptions } from "./start-instance.ts";

/** A scene whose person is signed in and owns an organization with the demo tools and a key for clients. */
export interface SignedInScene<Of extends SharedInstance = Instance> extends Scene<Of> {
  apiKey: string;
}

async function signIn<Of extends SharedInstance>(
  scene: Scene<Of>,
  email?: string,
): Promise<SignedInScene<Of>> {
  const { apiKey } = await scene.instance.setUp(email);
  await connectDemo(scene.instance, apiKey);
  await logIn(scene.page, email);
  return { ...scene, apiKey };
}

/** On an instance of its own, whose owner the person is. */
export async function openSignedInScene(options: InstanceOptions = {}): Promise<SignedInScene> {
  return signIn(await openScene(options));
}

/** On the instance that test files share, where each has its person. */
export async function openSharedScene(person: string): Promise<SignedInScene<SharedInstance>> {
  return signIn(await openSceneOn(sharedInstance()), `${person}@example.com`);
}
