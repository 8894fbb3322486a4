import { createClient } from "@patchops/sdk";
import type { Instance } from "./start-instance.ts";

/** Connects the demo tools for whoever has the key; by the SDK, since a command takes half a second to begin. */
export async function connectDemo({ url }: Instance, apiKey: string): Promise<void> {
  await createClient({ url, apiKey }).connection.add.mutate({ target: { kind: "demo" } });
}
