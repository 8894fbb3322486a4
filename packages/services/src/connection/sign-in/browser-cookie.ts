import type { Settings } from "../../context.ts";

type Place = Pick<Settings, "publicUrl">;

const isSecure = ({ publicUrl }: Place) => publicUrl.startsWith("https:");
const nameOf = (settings: Place) => (isSecure(settings) ? "__Host-patchops_sign_in" : "patchops_sign_in");

/** The token that binds sign-ins to the browser in which they began (S12), or null. */
export function readBrowserToken(settings: Place, cookieHeader: string | undefined): string | null {
  const name = nameOf(settings);
  for (const part of (cookieHeader ?? "").split(";")) {
    const [key = "", value = ""] = part.trim().split("=", 2);
    if (key === name && /^[0-9A-Za-z]{43}$/.test(value)) return value;
  }
  return null;
}

/** `Lax`, since the provider sends the browser back from another site. */
export function writeBrowserToken(settings: Place, token: string): string {
  const secure = isSecure(settings) ? "; Secure" : "";
  return `${nameOf(settings)}=${token}; HttpOnly; Max-Age=3600; Path=/; SameSite=Lax${secure}`;
}
