import { z } from "zod";

/** Without a slash at the end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: "Use an address like https://patchops.example.com" })
  .transform((value) => value.replace(/\/+$/, ""));
