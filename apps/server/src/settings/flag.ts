import { z } from "zod";

/** On or off, as people write it. */
export const flag = z
  .enum(["", "0", "1", "true", "false", "on", "off", "yes", "no"], "Use 1 or 0.")
  .transform((value) => ["1", "true", "on", "yes"].includes(value));
