import { AppError } from "@patchops/contract";
import type { Context } from "../../context.ts";

/** What is published runs without anybody looking on: a program that cannot be read is none. Throws `invalid_input` with its place. */
export async function requireReadable({ services, actor }: Context, code: string): Promise<void> {
  const error = await services.sandbox.whyUnreadable({ organizationId: actor.organizationId, code });
  if (error === null) return;
  const { message, next = "A draft keeps it as it is; what is published stays.", line, column } = error;
  const where = line === undefined ? "" : ` (line ${line})`;
  throw new AppError("invalid_input", `The program cannot be read: ${message}${where}`, {
    next,
    details: { field: "code", line, column },
  });
}
