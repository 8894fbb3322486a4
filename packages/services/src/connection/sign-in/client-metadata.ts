import type { Settings } from "../../context.ts";

type Place = Pick<Settings, "publicUrl" | "isLoopback">;

/** Where providers send people back to. */
export function redirectUrl({ publicUrl }: Place): string {
  return `${publicUrl}/oauth/callback`;
}

/** How we register with providers. */
export function clientMetadata(settings: Place) {
  const redirectUris: [string] = [redirectUrl(settings)];
  return { client_name: "PatchOps", client_uri: settings.publicUrl, redirect_uris: redirectUris };
}

/** Where our metadata document stands, which is our client id too; null where no provider could read it. */
export function clientMetadataUrl(settings: Place): string | null {
  const isPublic = settings.publicUrl.startsWith("https:") && !settings.isLoopback;
  return isPublic ? `${settings.publicUrl}/client-metadata.json` : null;
}

/** Our client metadata document (draft-ietf-oauth-client-id-metadata-document); null on an instance that is not public. */
export function clientMetadataDocument(settings: Place): Record<string, unknown> | null {
  const clientId = clientMetadataUrl(settings);
  if (clientId === null) return null;
  return {
    client_id: clientId,
    ...clientMetadata(settings),
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}
