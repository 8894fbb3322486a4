import { z } from "zod";

/** What stands behind the `#` of an invitation's link. */
export const invitationTokenSchema = z.string().min(20).max(200);
