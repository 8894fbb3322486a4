import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { AppError } from "@patchops/contract";
import {
  createScimGroup,
  createScimUser,
  getScimGroup,
  getScimUser,
  listResponse,
  listScimGroups,
  listScimUsers,
  oneOf,
  patchScimGroup,
  patchScimUser,
  presentGroup,
  presentUser,
  removeScimGroup,
  removeScimUser,
  replaceScimGroup,
  replaceScimUser,
  resourceTypes,
  type ScimContext,
  schemas,
  scimBase,
  serviceProviderConfig,
  type Visit,
} from "@patchops/services";
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createScimAnswers } from "./scim-answers.ts";

type App = Hono<{ Bindings: HttpBindings }>;
type Call = Context<{ Bindings: HttpBindings }>;

const maxBodyBytes = 1024 * 1024;
const root = "/scim/v2";

/** What one kind of resource is done with: the verbs, and how it is written. */
interface Kind<Resource extends { id: string; version: number }> {
  path: "/Users" | "/Groups";
  list(
    context: ScimContext,
    query: Record<string, string>,
  ): Promise<{ resources: Resource[]; totalResults: number; startIndex: number }>;
  get(context: ScimContext, id: string, query: Record<string, string>): Promise<Resource>;
  create(context: ScimContext, body: unknown): Promise<Resource>;
  replace(context: ScimContext, change: Change): Promise<Resource>;
  patch(context: ScimContext, change: Change): Promise<Resource>;
  remove(context: ScimContext, change: Omit<Change, "body">): Promise<void>;
  present(resource: Resource, base: string): { meta: { location: string; version: string } };
}

interface Change {
  id: string;
  body: unknown;
  ifMatch: string | undefined;
}

/** SCIM 2.0 (RFC 7644) for the directory of the organization whose token it sends. */
export function serveScim(
  app: App,
  { visitOf, publicUrl }: { visitOf: (request: IncomingMessage) => Visit; publicUrl: string },
): void {
  const base = scimBase({ publicUrl });
  const answers = createScimAnswers({ visitOf });
  app.on(
    ["POST", "PUT", "PATCH"],
    `${root}/*`,
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context) =>
        answers.refuse(
          context,
          new AppError("too_large", `A request body may have at most ${maxBodyBytes} bytes.`),
        ),
    }),
  );
  // Says nothing of anybody, and is there before a token is (RFC 7643, section 5).
  const discover = (path: string, document: (call: Call) => unknown) =>
    app.get(root + path, (call) => answers.open(call, () => document(call)));
  discover("/ServiceProviderConfig", () => serviceProviderConfig(base));
  discover("/ResourceTypes", () => resourceTypes(base));
  discover("/ResourceTypes/:id", (call) => oneOf(resourceTypes(base), call.req.param("id") ?? ""));
  discover("/Schemas", () => schemas(base));
  discover("/Schemas/:id", (call) => oneOf(schemas(base), call.req.param("id") ?? ""));

  function serve<Resource extends { id: string; version: number }>(kind: Kind<Resource>): void {
    const all = root + kind.path;
    const one = `${all}/:id`;
    const idOf = (call: Call) => call.req.param("id") ?? "";
    const changeOf = (call: Call, body: unknown) => ({
      id: idOf(call),
      body,
      ifMatch: call.req.header("if-match"),
    });
    app.get(all, (call) =>
      answers.known(call, async ({ context }) => {
        const { resources, ...page } = await kind.list(context, call.req.query());
        const projected = resources.map((each) => answers.projected(call, kind.present(each, base)));
        return { body: listResponse(projected, page) };
      }),
    );
    app.post(all, (call) =>
      answers.known(call, async ({ context, body }) => ({
        status: 201,
        resource: kind.present(await kind.create(context, body), base),
      })),
    );
    app.get(one, (call) =>
      answers.known(call, async ({ context }) => ({
        resource: kind.present(await kind.get(context, idOf(call), call.req.query()), base),
      })),
    );
    app.put(one, (call) =>
      answers.known(call, async ({ context, body }) => ({
        resource: kind.present(await kind.replace(context, changeOf(call, body)), base),
      })),
    );
    app.patch(one, (call) =>
      answers.known(call, async ({ context, body }) => ({
        resource: kind.present(await kind.patch(context, changeOf(call, body)), base),
      })),
    );
    app.delete(one, (call) =>
      answers.known(call, async ({ context }) => {
        await kind.remove(context, changeOf(call, undefined));
        return { status: 204 };
      }),
    );
  }

  serve({
    path: "/Users",
    list: listScimUsers,
    get: getScimUser,
    create: createScimUser,
    replace: replaceScimUser,
    patch: patchScimUser,
    remove: removeScimUser,
    present: presentUser,
  });
  serve({
    path: "/Groups",
    list: listScimGroups,
    get: getScimGroup,
    create: createScimGroup,
    replace: replaceScimGroup,
    patch: patchScimGroup,
    remove: removeScimGroup,
    present: presentGroup,
  });
  for (const path of ["/Bulk", "/Me"]) app.all(root + path, (call) => answers.notImplemented(call));
  app.all("/scim/*", (call) => answers.refuse(call, new AppError("not_found", "There is nothing here.")));
}
