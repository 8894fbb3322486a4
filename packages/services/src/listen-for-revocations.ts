import { apiKeyChannel } from "./apikey/index.ts";
import type { Services } from "./context.ts";
import { oauthGrantChannel } from "./oauth/index.ts";

/**
 * Calls back, on every node, with the id of a key or grant that was ended, or of a person or an organization all of whose keys and
 * grants have to be looked at again. Answers how to stop.
 */
export async function listenForRevocations(
  { database }: Pick<Services, "database">,
  onRevoked: (id: string) => void,
): Promise<() => Promise<void>> {
  const stops = await Promise.all(
    [apiKeyChannel, oauthGrantChannel].map((channel) => database.listen(channel, onRevoked)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
