import type { Settings } from "./context.ts";

type Place = Pick<Settings, "publicUrl">;

/** A cookie that holds a random token (`createToken`), by which a browser is known again. */
export interface BrowserToken {
  /** The token in a `Cookie` header, or null. */
  read(settings: Place, cookieHeader: string | undefined): string | null;
  /** A `Set-Cookie` value. */
  write(settings: Place, token: string): string;
}

/** `Lax`, since providers of logins send the browser back from another site; on https with the `__Host-` prefix. */
export function browserToken(plainName: string, { maxAgeSeconds }: { maxAgeSeconds: number }): BrowserToken {
  const isSecure = ({ publicUrl }: Place) => publicUrl.startsWith("https:");
  const nameOf = (settings: Place) => (isSecure(settings) ? `__Host-${plainName}` : plainName);
  return {
    read(settings, cookieHeader) {
      const name = `${nameOf(settings)}=`;
      const pair = cookieHeader?.split(/; ?/).find((part) => part.startsWith(name));
      const value = pair?.slice(name.length) ?? "";
      return /^[0-9A-Za-z]{43}$/.test(value) ? value : null;
    },
    write(settings, token) {
      const secure = isSecure(settings) ? "; Secure" : "";
      return `${nameOf(settings)}=${token}; HttpOnly; Max-Age=${maxAgeSeconds}; Path=/; SameSite=Lax${secure}`;
    },
  };
}
