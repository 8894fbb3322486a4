import { z } from "zod";
import { fetchHostSchema } from "./code-settings.ts";

/** What an organization lets its members connect. */
export const connectionRulesSchema = z.object({
  /** The least role that adds connections and gives them other addresses. */
  connectingRole: z.enum(["admin", "member"]),
  /** The servers that may be connected, by their catalog entry or host; null = all. */
  allowed: z
    .object({
      providers: z.array(z.string().trim().min(1).max(201)).max(200, "A list has at most 200 providers."),
      hosts: z.array(fetchHostSchema).max(100, "A list has at most 100 hosts."),
    })
    .nullable(),
});
export type ConnectionRules = z.infer<typeof connectionRulesSchema>;
