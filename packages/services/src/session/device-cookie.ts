import { browserToken } from "../browser-token.ts";

/** Knows a browser again at its next login; it lets nobody in. 400 days are the most that browsers keep. */
export const deviceCookie = browserToken("patchops_device", { maxAgeSeconds: 400 * 86_400 });
