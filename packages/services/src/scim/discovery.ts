import { AppError } from "@patchops/contract";
import { groupDefinitions, userDefinitions } from "./wire/attribute-definitions.ts";
import { groupSchema, userSchema } from "./wire/names.ts";
import { listResponse } from "./wire/page.ts";

const resourceTypeSchema = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const schemaSchema = "urn:ietf:params:scim:schemas:core:2.0:Schema";

/** What the endpoint can (RFC 7643, section 5). `base`: its address. */
export function serviceProviderConfig(base: string) {
  const no = { supported: false };
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    documentationUri: new URL("/docs/scim", base).href,
    patch: { supported: true },
    bulk: { ...no, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: 200 },
    changePassword: no,
    sort: no,
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Bearer token",
        description: "A SCIM token of the organization, made under Settings, Single sign-on.",
        specUri: "https://www.rfc-editor.org/info/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
  };
}

/** The resource types (RFC 7643, section 6). */
export function resourceTypes(base: string) {
  return listResponse([
    typeOf(base, {
      id: "User",
      endpoint: "/Users",
      schema: userSchema,
      description: "People of the organization.",
    }),
    typeOf(base, {
      id: "Group",
      endpoint: "/Groups",
      schema: groupSchema,
      description: "Groups of these people.",
    }),
  ]);
}

/** The schemas (RFC 7643, section 7): the attributes that are kept. */
export function schemas(base: string) {
  return listResponse([
    schemaOf(base, { id: userSchema, name: "User", attributes: userDefinitions }),
    schemaOf(base, { id: groupSchema, name: "Group", attributes: groupDefinitions }),
  ]);
}

/** One of them by its id. Throws `not_found`. */
export function oneOf<Resource extends { id: string }>(
  list: { Resources: readonly Resource[] },
  id: string,
): Resource {
  const found = list.Resources.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw new AppError("not_found", "There is nothing here by that name.");
  return found;
}

function typeOf(
  base: string,
  { id, ...rest }: { id: string; endpoint: string; schema: string; description: string },
) {
  return {
    schemas: [resourceTypeSchema],
    id,
    name: id,
    ...rest,
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/${id}` },
  };
}

function schemaOf(
  base: string,
  { id, ...rest }: { id: string; name: string; attributes: typeof userDefinitions },
) {
  return {
    schemas: [schemaSchema],
    id,
    description: rest.name,
    ...rest,
    meta: { resourceType: "Schema", location: `${base}/Schemas/${id}` },
  };
}
