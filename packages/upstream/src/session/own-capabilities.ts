import type { JsonObject } from "@patchops/protocol";

/**
 * What is declared where no caller is: servers show some of their tools only to clients that can be asked, and what they show
 * is for all clients. A question that comes on such a session is answered without anybody: no roots, and nobody to ask.
 */
export const ownCapabilities: JsonObject = { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } };
