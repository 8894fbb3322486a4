import { AppError, type Verb } from "@patchops/contract";
import { isJsonObject, type JsonObject, type RpcNotification, rpcErrorCodes } from "@patchops/protocol";
import {
  type Context,
  completeArgument,
  type Forwarding,
  getPrompt,
  listTasks,
  type OfferAnswer,
  readResource,
  useTask,
  withSpan,
} from "@patchops/services";
import { askByUrl } from "./ask-by-url.ts";
import { askToApprove } from "./ask-to-approve.ts";
import { callTool } from "./call-tool.ts";
import type { ClientLink } from "./client-link.ts";
import { elicitationModes } from "./elicitation-modes.ts";
import { listOffers } from "./list-offers.ts";
import { listTools } from "./list-tools.ts";
import { note } from "./note.ts";
import { noteSignIn } from "./note-sign-in.ts";
import { NotedLink } from "./noted-link.ts";
import { RpcRefusal } from "./rpc-refusal.ts";
import { spanOf } from "./span-of.ts";
import { findStandIn } from "./stand-in/find-stand-in.ts";
import { subjectOf } from "./subject-of.ts";

/** A request of either era, less what belongs to the era. */
export interface MethodRequest {
  method: string;
  params: JsonObject;
  /** Of the endpoint; undefined = all. */
  connection: string | undefined;
  bytes: number;
  link: ClientLink;
  promptSessionId: string | undefined;
  /** Aborted when the client cancels the request, or has gone. */
  signal: AbortSignal;
  /** Told the params of a request that goes on with what this one has started, where it can outlive its request. */
  onStarted?: (pickUp: JsonObject) => void;
  /** Whether the client takes a modern upstream's `input_required` as it is. */
  passesInput: boolean;
}

/** The verbs behind the methods; what is not named here everybody may. */
export const methodVerbs: ReadonlyMap<string, Verb> = new Map([
  ["tools/list", "tool.list"],
  ["prompts/list", "prompt.list"],
  ["resources/list", "prompt.list"],
  ["resources/templates/list", "prompt.list"],
  ["tools/call", "tool.invoke"],
  ["prompts/get", "prompt.get"],
  ["resources/read", "prompt.get"],
  ["resources/subscribe", "prompt.get"],
  ["completion/complete", "prompt.get"],
  ["tasks/get", "task.use"],
  ["tasks/cancel", "task.use"],
  ["tasks/list", "task.use"],
  ["tasks/result", "task.use"],
  ["tasks/update", "task.use"],
]);

/** Calls are metered, their rows stand in the session by themselves; and a task is asked after again and again. */
const unnoted: ReadonlySet<string> = new Set(["tools/call", "tasks/get"]);

/** The methods that both eras have. Throws AppError and RpcRefusal, `-32601` for a method that neither has. */
export function perform(context: Context, given: MethodRequest): Promise<JsonObject> {
  return withSpan(context, spanOf(context, given), (own) => performTraced(own, given));
}

function performTraced(context: Context, given: MethodRequest): Promise<JsonObject> {
  const request = { ...given, link: new NotedLink(context, given) };
  const { method, params, promptSessionId } = request;
  if (unnoted.has(method) || !methodVerbs.has(method)) return carryOut(context, request);
  return note(context, { promptSessionId, kind: method, subject: subjectOf(params) }, () =>
    carryOut(context, request),
  );
}

async function carryOut(context: Context, request: MethodRequest): Promise<JsonObject> {
  const { method, params, connection } = request;
  const view = { connection, cursor: params.cursor };
  switch (method) {
    case "tools/list": {
      const standIn = await findStandIn(context, view);
      return standIn ? standIn.list(context) : { ...(await listTools(context, view)) };
    }
    case "prompts/list":
      return listOffers(context, view, "prompt");
    case "resources/list":
      return listOffers(context, view, "resource");
    case "resources/templates/list":
      return listOffers(context, view, "template");
    case "tools/call": {
      const forwarding = forwardingOf(context, request);
      const standIn = await findStandIn(context, view);
      return (standIn?.call ?? callTool)(context, request, forwarding);
    }
    case "prompts/get":
      return use(
        context,
        request,
        (named, forwarding) => getPrompt(context, view, named, forwarding),
        "name",
      );
    case "resources/read":
      return use(
        context,
        request,
        (named, forwarding) => readResource(context, view, named, forwarding),
        "uri",
      );
    case "completion/complete":
      return use(context, request, (given, forwarding) => completeArgument(context, view, given, forwarding));
    case "tasks/list":
      return { ...(await listTasks(context, view, forwardingOf(context, request))) };
    case "tasks/get":
    case "tasks/cancel":
    case "tasks/result":
    case "tasks/update":
      return use(
        context,
        request,
        async (named, forwarding) => ({
          result: await useTask(context, view, { method, params: named }, forwarding),
        }),
        "taskId",
      );
    default:
      throw unknownMethod(method);
  }
}

export function unknownMethod(method: string): RpcRefusal {
  return new RpcRefusal(
    new AppError("not_found", `There is no method ${JSON.stringify(method.slice(0, 80))} here.`),
    { rpc: { code: rpcErrorCodes.methodNotFound } },
  );
}

type Named<Field extends string> = JsonObject & Record<Field, string>;

/** Sends a request on, less what belongs to the client's own leg. Throws `invalid_input` where the field that names it is missing. */
async function use<Field extends string>(
  context: Context,
  request: MethodRequest,
  verb: (params: Named<Field>, forwarding: Forwarding) => Promise<Pick<OfferAnswer, "result">>,
  field?: Field,
): Promise<JsonObject> {
  const { _meta: meta, ...given } = request.params;
  if (field !== undefined && typeof given[field] !== "string") {
    throw new AppError("invalid_input", `${request.method} needs a ${field}.`);
  }
  if (meta !== undefined && !isJsonObject(meta)) throw new AppError("invalid_input", "_meta is an object.");
  const { progressToken: _own, ...forwarded } = meta ?? {};
  const params = Object.keys(forwarded).length > 0 ? { ...given, _meta: forwarded } : given;
  // The field was looked at above, where there is one.
  const { result } = await verb(params as Named<Field>, forwardingOf(context, request));
  return result;
}

function forwardingOf(
  context: Context,
  { link, params, signal, passesInput, promptSessionId }: MethodRequest,
): Forwarding {
  const token = isJsonObject(params._meta) ? params._meta.progressToken : undefined;
  const hasToken = typeof token === "string" || typeof token === "number";
  return {
    signal,
    promptSessionId,
    passesInput,
    logLevel: link.logLevel,
    caller: link,
    onNotification: (notification) => pass(notification, link),
    onProgress: hasToken
      ? (progress) => link.notify("notifications/progress", { ...progress, progressToken: token })
      : undefined,
    askToApprove: (question) => askToApprove(link, question),
    askToSignIn: elicitationModes(link.capabilities).url
      ? (question) => noteSignIn(context, promptSessionId, { question, asked: askByUrl(link, question) })
      : undefined,
  };
}

/** What an upstream says on the way to its answer, as far as it means the client who asked. */
function pass({ method, params }: RpcNotification, link: ClientLink): void {
  const isTheirs =
    method === "notifications/message" ||
    method === "notifications/elicitation/complete" ||
    method.startsWith("notifications/tasks");
  if (isTheirs) {
    link.notify(method, params ?? {});
  }
}
