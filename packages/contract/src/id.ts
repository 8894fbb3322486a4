import { z } from "zod";

/** An id as it crosses a wire: a lower-case UUID. */
export const idSchema = z.uuid().toLowerCase();
