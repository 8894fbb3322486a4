import type { Settings } from "../../context.ts";

type Place = Pick<Settings, "publicUrl">;

const isSecure = ({ publicUrl }: Place) => publicUrl.startsWith("https:");
const nameOf = (settings: Place) => (isSecure(settings) ? "__Host-patchops_provider" : "patchops_provider");

/** The token that binds a login by a provider to the browser in which it began (S12), or null. */
export function readProviderToken(settings: Place, cookieHeader: string | undefined): string | null {
  const name = `${nameOf(settings)}=`;
  const pair = cookieHeader?.split(/; ?/).find((part) => part.startsWith(name));
  const value = pair?.slice(name.length) ?? "";
  return /^[0-9A-Za-z]{43}$/.test(value) ? value : null;
}

/** `Lax`, since the provider sends the browser back from another site. */
export function writeProviderToken(settings: Place, token: string): string {
  const secure = isSecure(settings) ? "; Secure" : "";
  return `${nameOf(settings)}=${token}; HttpOnly; Max-Age=600; Path=/; SameSite=Lax${secure}`;
}
