import type { FieldValues, Resolver } from "react-hook-form";
import type { ZodType } from "zod";

/**
 * Checks a form with a schema of the contract that is loaded when it is first needed: the sign-in page opens without the
 * schema library. `load` is `async () => (await import("@patchops/contract")).logInInput`.
 */
export function lazyZodResolver<Input extends FieldValues, Output>(
  load: () => Promise<ZodType<Output, Input>>,
): Resolver<Input, unknown, Output> {
  return async (values, context, options) => {
    const [{ zodResolver }, schema] = await Promise.all([import("./zod-resolver.ts"), load()]);
    return zodResolver(schema)(values, context, options);
  };
}
