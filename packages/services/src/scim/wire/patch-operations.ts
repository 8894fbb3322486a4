import { z } from "zod";
import { patchMessage } from "./names.ts";
import { isRecord, namesOf, pick } from "./pick.ts";
import { scimError } from "./scim-error.ts";

export interface PatchOperation {
  op: "add" | "remove" | "replace";
  path: string | null;
  value: unknown;
}

const maxOperations = 1_000;
const names = namesOf("schemas", "Operations");
const operationNames = namesOf("op", "path", "value");

const operation = z.object({
  // Some directories write "Add".
  op: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["add", "remove", "replace"])),
  path: z
    .string()
    .trim()
    .nullish()
    .transform((path) => path || null),
  value: z.unknown().optional(),
});

/** The operations of a patch (RFC 7644, section 3.5.2). Throws `invalidSyntax`, `noTarget`. */
export function patchOperations(body: unknown): PatchOperation[] {
  const message = isRecord(body) ? pick(body, names) : new Map();
  const schemas = message.get("schemas");
  const operations = message.get("Operations");
  if (!Array.isArray(schemas) || !schemas.includes(patchMessage) || !Array.isArray(operations)) {
    throw scimError("invalidSyntax", `A patch has the schema ${patchMessage} and Operations.`);
  }
  if (operations.length === 0 || operations.length > maxOperations) {
    throw scimError("invalidSyntax", `A patch has between 1 and ${maxOperations} operations.`);
  }
  return operations.map((each) => {
    const written = isRecord(each) ? Object.fromEntries(pick(each, operationNames)) : each;
    const parsed = operation.safeParse(written);
    if (!parsed.success) throw scimError("invalidSyntax", "An operation is an add, remove or replace.");
    const { op, path, value } = parsed.data;
    if (op === "remove" && path === null) throw scimError("noTarget", "A removal needs a path.");
    return { op, path, value };
  });
}
