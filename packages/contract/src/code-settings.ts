import { z } from "zod";

/** A host that programs may fetch from: a name, `*.` before it for all below it, a port behind it where it is not the usual one. */
export const fetchHostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(255)
  .regex(
    /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?(?::\d{1,5})?$/,
    "Write a host, as api.example.com, *.example.com or localhost:8080.",
  );

/** What programs of an organization may do besides calling tools. */
export const codeSettingsSchema = z.object({
  /** Whether programs find a `fetch`. */
  allowsFetch: z.boolean(),
  /** Where it may lead; all else is refused. */
  fetchHosts: z.array(fetchHostSchema).max(100, "A list has at most 100 hosts."),
});
export type CodeSettings = z.infer<typeof codeSettingsSchema>;
