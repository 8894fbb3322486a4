import { createClient } from "@patchops/sdk";
import type { SharedInstance } from "./shared-instance.ts";

/** Connects the demo tools for whoever has the key; by the SDK, since a command takes half a second to begin. */
export async function connectDemo({ url }: Pick<SharedInstance, "url">, apiKey: string): Promise<void> {
  await createClient({ url, apiKey }).connection.add.mutate({ target: { kind: "demo" } });
}
