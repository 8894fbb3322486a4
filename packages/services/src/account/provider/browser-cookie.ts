import { browserToken } from "../../browser-token.ts";

/** Binds a login by a provider to the browser in which it began (S12). */
export const providerCookie = browserToken("patchops_provider", { maxAgeSeconds: 600 });
