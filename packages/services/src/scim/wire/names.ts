/** Schemas and messages of RFC 7643 and 7644, by their URNs. */
export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const listMessage = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
export const patchMessage = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
export const errorMessage = "urn:ietf:params:scim:api:messages:2.0:Error";

/** An attribute's name or path without the URN of our own schemas before it, which clients may write or not. */
export function withoutSchema(name: string): string {
  const lower = name.toLowerCase();
  for (const schema of [userSchema, groupSchema]) {
    if (lower.startsWith(`${schema.toLowerCase()}:`)) return name.slice(schema.length + 1);
  }
  return name;
}
