import { AppError } from "@patchops/contract";
import { findSecret } from "./find-secret.ts";

/** Programs are read by the whole organization. Throws `invalid_input` for one that seems to hold a secret. */
export function refuseSecret(program: { code: string; input?: unknown }): void {
  const secret = findSecret(`${program.code}\n${JSON.stringify(program.input ?? null)}`);
  if (secret === null) return;
  throw new AppError(
    "invalid_input",
    `This program seems to hold a secret (${secret}), so it was not kept.`,
    {
      next: "Take the secret out. Connections keep credentials; programs do not need them.",
    },
  );
}
