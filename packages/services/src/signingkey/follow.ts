import type { Services } from "../context.ts";
import type { SigningRing } from "./create-ring.ts";
import { signingKeysChannel } from "./stored-keys.ts";

/** Less than the time between a key's making and its use, for a node that missed the notification. */
const readEveryMs = 10_000;

/** Keeps this node's ring as the database says. Answers what ends that. */
export async function followSigningKeys(
  { database, log }: Pick<Services, "database" | "log">,
  ring: SigningRing,
): Promise<() => Promise<void>> {
  const read = () => {
    database
      .transaction((trx) => ring.read(trx))
      .catch((error: unknown) => log.debug({ error }, "the signing keys could not be read"));
  };
  await database.transaction((trx) => ring.read(trx));
  const stopListening = await database.listen(signingKeysChannel, read);
  const timer = setInterval(read, readEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await stopListening();
  };
}
