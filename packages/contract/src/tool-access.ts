import { z } from "zod";
import { idSchema } from "./id.ts";

/** Why a client is not offered a tool: asked of one's own access, of a key, of a connected app, or of a profile. */
export const explainToolInput = z.object({
  /** The exposed name. */
  name: z.string().min(1).max(128),
  /** A key's id. */
  apiKey: idSchema.optional(),
  /** A connected app's id. */
  app: idSchema.optional(),
  /** A profile's slug: the client is pointed at its address. */
  profile: z.string().min(1).max(64).optional(),
});
export type ExplainToolInput = z.infer<typeof explainToolInput>;

/** The links of the chain, in their order. */
export const toolAccessSteps = ["connection", "definition", "profile", "policy", "client"] as const;
export type ToolAccessStep = (typeof toolAccessSteps)[number];

export const toolAccessSchema = z.object({
  name: z.string(),
  /** The name under which that client sees it; null = it does not. */
  exposedName: z.string().nullable(),
  connection: z.string(),
  /** Who is asked about, in words. */
  client: z.string(),
  isOffered: z.boolean(),
  chain: z.array(
    z.object({
      step: z.enum(toolAccessSteps),
      /** `broken`: the tool stops here. `warning`: it is offered, but a call of it may stop here. `unreached`: after the first break. */
      state: z.enum(["ok", "warning", "broken", "unreached"]),
      /** What stands there, in a sentence. */
      finding: z.string(),
      /** What mends it; null = nothing to do. */
      remedy: z
        .object({
          label: z.string(),
          /** A page of the dashboard. */
          href: z.string(),
          /** The same on the command line, where there is one. */
          command: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type ToolAccess = z.infer<typeof toolAccessSchema>;
