import { type CheckProgramInput, checkProgramInput, type ProgramCheck } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { toolDeclarations } from "../tool/index.ts";

/**
 * What the compiler says of a program, checked against the types of the actor's tools. Nothing runs and nothing is charged; a
 * program with complaints can be run like any other. Throws `too_many_calls` and `unavailable`.
 */
export async function checkProgram(
  context: Context,
  input: CheckProgramInput,
  signal?: AbortSignal,
): Promise<ProgramCheck> {
  requireAccess(context, "execution.check");
  const { code } = checkProgramInput.parse(input);
  const { text, version } = await toolDeclarations(context);
  const { organizationId } = context.actor;
  return context.services.sandbox.check({
    organizationId,
    code,
    declarations: text,
    version,
    ...(signal && { signal }),
  });
}
