import type {
  AwaitedApproval,
  CallToolInput,
  DeclarationsOutput,
  ListToolsInput,
  ProgramCheck,
  Tool,
  ToolCallOutput,
  UsageForecast,
  UsageRange,
  UsageSummary,
} from "@patchops/contract";
import { createTRPCFlatProxy, createTRPCRecursiveProxy } from "@trpc/server";
import { callAndWait } from "./call-and-wait.ts";
import { checkedFetch, type Fetch } from "./checked-fetch.ts";
import { createRequests } from "./create-requests.ts";
import { download } from "./download.ts";
import {
  createExecutions,
  type ExecuteOptions,
  type Executions,
  execute,
  type Program,
  type Run,
} from "./execute.ts";
import { PatchOpsError } from "./patch-ops-error.ts";
import type { RequestOptions, Routers, Subscriber } from "./routers.ts";
import { version } from "./version.ts";
import { createWorkflows, type Workflows } from "./workflows.ts";

/** Longer than the server's own deadline for a tool call (120 s), so that its answer is heard. */
const defaultTimeoutMs = 130_000;
/** The server's deadline comes first: its error knows more. */
const graceMs = 5_000;

export interface ClientOptions {
  /** Where PatchOps runs: `http://127.0.0.1:3000`. */
  url: string;
  /** `po_…`; without it only public procedures answer. */
  apiKey?: string | undefined;
  /** Deadline of each request, retries included. Default 130,000. Streams and runs have none of their own. */
  timeoutMs?: number | undefined;
  /** Default: the global one. */
  fetch?: Fetch | undefined;
  /** Who asks, `sdk/1.2.3` or `cli/1.2.3`. Default: this package. */
  clientName?: string | undefined;
  /** Further headers of every request. */
  headers?: Record<string, string> | undefined;
}

export interface CallOptions extends RequestOptions {
  /**
   * Whether a call that needs an approval waits for it, 10 minutes at most, and goes on by itself; else it is refused with
   * `approval_required`, and the same call made again uses the answer. Default false.
   */
  waitForApproval?: boolean | undefined;
  /** Hears where the approval that is waited for is given. */
  onApproval?: ((approval: AwaitedApproval) => void) | undefined;
}

/** The routers of the server, and beside them what is used most, under shorter names. */
export interface Client extends Omit<Routers, "dataExport" | "usage" | "tool"> {
  dataExport: Routers["dataExport"] & {
    /**
     * The archive of an export that is ready: a zip, as it arrives. Its size and hash are what `dataExport.link` says.
     *
     * @example
     * const [ready] = (await client.dataExport.list.query(undefined)).filter(({ state }) => state === "ready");
     * if (ready !== undefined) for await (const chunk of await client.dataExport.download(ready.id)) console.log(chunk.length);
     */
    download(id: string, options?: Pick<RequestOptions, "signal">): Promise<ReadableStream<Uint8Array>>;
  };
  tool: Omit<Routers["tool"], "invokeAndWait">;
  tools: {
    /**
     * Tools with their exposed names and schemas.
     *
     * @example
     * for (const { name, description } of await client.tools.list({ search: "order" })) console.log(name, description);
     */
    list(filter?: ListToolsInput, options?: RequestOptions): Promise<Tool[]>;
    /**
     * Calls a tool by its exposed name. The MCP result stands in `result`; `result.isError` is no exception.
     *
     * @example
     * const { result } = await client.tools.call("demo_get_order", { id: "ord_1060" }, { timeoutMs: 10_000 });
     * if (result.isError) throw new Error("The order could not be read.");
     * console.log(result.structuredContent);
     */
    call(name: string, args?: CallToolInput["arguments"], options?: CallOptions): Promise<ToolCallOutput>;
    /**
     * TypeScript declarations of everything that a program may call, for a file beside it. `version` changes when they do.
     *
     * @example
     * const { text } = await client.tools.types();
     * if (!text.includes("list_orders(")) throw new Error("The demo tools are not there.");
     */
    types(options?: RequestOptions): Promise<DeclarationsOutput>;
  };
  usage: Omit<Routers["usage"], "forecast" | "summary"> & {
    /**
     * Counts and latencies of a range, by tool. Default: this month (UTC) until now.
     *
     * @example
     * const { calls, failures, byTool } = await client.usage.summary({ from: "2026-01-01" });
     * console.log(`${calls} calls, ${failures} failed`);
     * for (const { connection, tool, p95Ms } of byTool) console.log(connection, tool, p95Ms);
     */
    summary: Routers["usage"]["summary"] &
      ((range?: UsageRange, options?: RequestOptions) => Promise<UsageSummary>);
    /**
     * What this month comes to at the pace of the last four weeks, with how sure that is: `expected` is null where it is too early.
     *
     * @example
     * const { meters } = await client.usage.forecast();
     * for (const { meter, used, expected, fullAt, text } of meters) console.log(meter, used, expected, fullAt, text);
     */
    forecast: Routers["usage"]["forecast"] &
      ((input?: undefined, options?: RequestOptions) => Promise<UsageForecast>);
  };
  executions: Executions;
  /** Programs that run by themselves. */
  workflows: Workflows;
  /**
   * Checks a program against the types of your tools. Nothing runs.
   *
   * @example
   * const { diagnostics } = await client.check("return await tools.demo.list_order()");
   * for (const { line, column, message, code } of diagnostics) console.log(`${line}:${column} ${message} (${code})`);
   */
  check(code: string, options?: RequestOptions): Promise<ProgramCheck>;
  /**
   * Runs a program in the sandbox, or one that was saved: `client.execute({ snippet: "weekly-report" })`. It starts at once.
   *
   * @example
   * const run = client.execute("return input.a + input.b", { input: { a: 40, b: 2 } });
   * const { status, result } = await run.result();
   * if (status !== "succeeded" || result !== 42) throw new Error(status);
   */
  execute(program: Program, options?: ExecuteOptions): Run;
}

/**
 * A client of a PatchOps server, for Node 20 or newer and for browsers. Every failure is a `PatchOpsError`.
 *
 * @example
 * const client = createClient({ url: "http://127.0.0.1:3000", apiKey: "po_…" });
 * const { result } = await client.tools.call("demo_list_orders", { limit: 3 });
 * const run = client.execute("return await tools.demo.list_orders({ limit: 3 })");
 * for await (const event of run.events()) if (event.type === "log") console.log(event.log.text);
 * const { status, result: orders } = await run.result();
 */
export function createClient(options: ClientOptions): Client {
  const url = baseUrl(options.url);
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const fetch = checkedFetch({
    url,
    fetch: options.fetch ?? ((target, init) => globalThis.fetch(target, init)),
    headers: {
      "x-patchops-client": options.clientName ?? `sdk/${version}`,
      ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
      ...options.headers,
    },
  });
  const requests = createRequests({ url, timeoutMs, fetch });
  const routers = createTRPCRecursiveProxy<Routers>(({ path, args: [input, rest] }) => {
    const procedure = path.slice(0, -1).join(".");
    switch (path.at(-1)) {
      case "query":
        return requests.query(procedure, input, typed<RequestOptions>(rest));
      case "mutate":
        return requests.mutate(procedure, input, typed<RequestOptions>(rest));
      case "subscribe":
        return requests.subscribe(procedure, input, typed<Subscriber<unknown>>(rest));
      default:
        throw new TypeError(
          `client.${path.join(".")} is no procedure: end it with query, mutate or subscribe.`,
        );
    }
  });
  const shortcuts: Pick<
    Client,
    "dataExport" | "tools" | "usage" | "executions" | "workflows" | "check" | "execute"
  > = {
    dataExport: withOwn(routers.dataExport, {
      download: (id: string, request: Pick<RequestOptions, "signal"> = {}) =>
        download({ url: `${url}/export/data/${encodeURIComponent(id)}.zip`, fetch, signal: request.signal }),
    }),
    tools: {
      list: (filter, request) => routers.tool.list.query(filter, request),
      call(name, args = {}, { waitForApproval = false, onApproval, ...request } = {}) {
        const input = { name, arguments: args, timeoutMs: request.timeoutMs };
        const options = { ...request, timeoutMs: (request.timeoutMs ?? timeoutMs) + graceMs };
        return waitForApproval
          ? callAndWait(requests, input, { ...options, onApproval })
          : routers.tool.invoke.mutate(input, options);
      },
      types: (request) => routers.tool.declarations.query(undefined, request),
    },
    usage: withOwn(routers.usage, {
      summary: Object.assign(
        (range?: UsageRange, request?: RequestOptions) => routers.usage.summary.query(range, request),
        { query: routers.usage.summary.query },
      ),
      forecast: Object.assign(
        (_input?: undefined, request?: RequestOptions) => routers.usage.forecast.query(undefined, request),
        { query: routers.usage.forecast.query },
      ),
    }),
    executions: createExecutions(routers),
    workflows: createWorkflows(routers),
    check: (code, request) => routers.execution.check.mutate({ code }, request),
    execute: (program, run = {}) => execute(routers, program, run),
  };
  return withOwn(routers, shortcuts);
}

/** The last argument of a procedure, whose type `Routers` has checked at the call. */
function typed<Value>(value: unknown): Value {
  return value as Value;
}

/** A router with some members of our own; tRPC's proxies answer to every name and take no assignment. */
function withOwn<Router extends object, Own extends object>(
  router: Router,
  own: Own,
): Omit<Router, keyof Own> & Own {
  return createTRPCFlatProxy<Omit<Router, keyof Own> & Own>((name) =>
    Object.hasOwn(own, name) ? Reflect.get(own, name) : Reflect.get(router, name),
  );
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new PatchOpsError("invalid_input", `${JSON.stringify(text)} is not an http or https address.`, {
      next: "Use an address like http://127.0.0.1:3000",
    });
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
