import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type Stripe from "stripe";
import { createRandom } from "../mcp-fuzz/random.ts";
import { answerPage } from "./answer-page.ts";
import { payCheckout } from "./checkout-sessions.ts";
import { control } from "./control.ts";
import { Form } from "./form.ts";
import { type Answer, Idempotency } from "./idempotency.ts";
import { MeterLimits } from "./meter-limits.ts";
import { Refusal } from "./refusal.ts";
import { checkExpand, render } from "./render.ts";
import { type RequestFault, takeFault } from "./request-faults.ts";
import { routeOf } from "./routes.ts";
import { runDue } from "./run-due.ts";
import { StripeStore } from "./stripe-store.ts";
import { WebhookDelivery } from "./webhook-delivery.ts";

export interface StripeStandInOptions {
  /** 0: any that is free. */
  port?: number;
  /** Decides by chance which webhooks and requests go wrong. */
  seed?: number;
}

export interface StripeStandIn {
  /** Base address: of the API (`host`, `port` and `protocol` of the SDK) and of the pages for browsers. */
  readonly url: string;
  readonly secretKey: string;
  readonly store: StripeStore;
  readonly webhooks: WebhookDelivery;
  /** Faults of requests; the first that fits is taken. */
  readonly faults: RequestFault[];
  readonly limits: MeterLimits;
  /** Every request of the API as it came: "POST /v1/customers". */
  readonly requests: string[];
  /** Moves the time of all who have no test clock, and does what falls due on the way. */
  advance(seconds: number): void;
  /** What a browser does that pays at the checkout page. `last4` 0341 is declined. */
  payCheckout(sessionId: string, card?: { last4: string }): { isPaid: boolean; location: string };
  close(): Promise<void>;
}

/** Stripe on loopback: the part of API 2026-10-28.endive that a subscription with metered usage needs, typed by the SDK. */
export async function startStripeStandIn(options: StripeStandInOptions = {}): Promise<StripeStandIn> {
  const random = createRandom(options.seed ?? 1);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const store = new StripeStore(`http://127.0.0.1:${portOf(server)}`);
  const webhooks = new WebhookDelivery(random);
  store.onEvent = (event: Stripe.Event) => webhooks.send(event);
  const idempotency = new Idempotency();
  const standIn: StripeStandIn = {
    url: store.url,
    secretKey: "sk_test_stand_in",
    store,
    webhooks,
    faults: [],
    limits: new MeterLimits(),
    requests: [],
    advance(seconds) {
      runDue(store, null, store.now() + seconds);
      store.shiftSeconds += seconds;
    },
    payCheckout: (id, card) => payCheckout(store, id, card),
    async close() {
      await webhooks.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(standIn, idempotency, random.next, request, response).catch((error: unknown) => {
      send(response, { status: 500, body: errorBody(error) });
    });
  });
  return standIn;
}

async function answer(
  standIn: StripeStandIn,
  idempotency: Idempotency,
  random: () => number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", standIn.url);
  const method = request.method ?? "GET";
  const name = `${method} ${url.pathname}`;
  const body = await text(request);
  standIn.requests.push(name);
  if (!url.pathname.startsWith("/v1/") && !url.pathname.startsWith("/v2/")) {
    standIn.requests.pop();
    return answerBrowser(standIn, { url, method, body }, response);
  }
  const fault = takeFault(standIn.faults, name, random);
  if (fault?.kind === "reset_before") return void request.socket.destroy();
  if (fault?.kind === "status") {
    const refusal = new Refusal(fault.status ?? 500, "The stand-in was told to fail.", { type: "api_error" });
    return send(response, { status: refusal.status, body: errorBody(refusal) });
  }
  const isMeterEvent = method === "POST" && /^\/v[12]\/billing\/meter_events$/.test(url.pathname);
  const key = header(request, "idempotency-key");
  const done = await perform();
  if (fault?.kind === "reset_after_accept") return void request.socket.destroy();
  if (fault?.kind === "hang_after_accept") return;
  send(response, done);

  async function perform(): Promise<Answer & { isReplayed?: boolean }> {
    const form =
      url.pathname.startsWith("/v2/") && method === "POST"
        ? Form.ofJson(body)
        : Form.decode(method === "GET" || body === "" ? url.search.slice(1) : body);
    try {
      if (header(request, "authorization") !== `Bearer ${standIn.secretKey}`) {
        throw new Refusal(401, "Invalid API Key provided.");
      }
      const lock: [string, string] | undefined = isMeterEvent
        ? [form.text("event_name") ?? "", String(form.record("payload").stripe_customer_id)]
        : undefined;
      if (lock !== undefined) {
        standIn.limits.enter(...lock);
        // Long enough for a second call to meet it.
        await sleep(1);
      }
      try {
        return run(form);
      } finally {
        if (lock !== undefined) standIn.limits.leave(...lock);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: errorBody(error) };
    }
  }

  function run(form: Form): Answer & { isReplayed?: boolean } {
    const { store } = standIn;
    runDue(store, null, store.now());
    if (method !== "POST" || key === "") return handle(form);
    const before = idempotency.begin(key, `${name} ${body}`, store.now());
    if (before !== undefined) return { ...before, isReplayed: true };
    let answered: Answer;
    try {
      answered = handle(form);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answered = { status: error.status, body: errorBody(error) };
    }
    idempotency.end(key, answered);
    return answered;
  }

  function handle(form: Form): Answer {
    const route = routeOf(method, url.pathname);
    if (route === undefined) throw new Refusal(404, `Unrecognized request URL (${method}: ${url.pathname}).`);
    const expand = form.texts("expand");
    checkExpand(expand);
    return { status: 200, body: render(standIn.store, route.handler(standIn.store, form, route.id), expand) };
  }
}

/** Pages, and the control path. */
function answerBrowser(
  standIn: StripeStandIn,
  { url, method, body }: { url: URL; method: string; body: string },
  response: ServerResponse,
): void {
  try {
    const isPost = method === "POST";
    if (url.pathname === "/control" && isPost) {
      send(response, { status: 200, body: control(standIn, body) });
      return;
    }
    runDue(standIn.store, null, standIn.store.now());
    const shown = answerPage(standIn.store, standIn.advance, { isPost, url, form: Form.decode(body) });
    if (shown.location !== undefined) response.writeHead(303, { location: shown.location });
    else response.writeHead(200, { "content-type": shown.type ?? "text/html; charset=utf-8" });
    response.end(shown.body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.writeHead(error.status, { "content-type": "text/plain" }).end(error.message);
  }
}

function errorBody(error: unknown): unknown {
  if (error instanceof Refusal) return { error: error.body };
  return { error: { type: "api_error", message: `The stand-in failed: ${String(error)}` } };
}

function send(
  response: ServerResponse,
  { status, body, isReplayed }: Answer & { isReplayed?: boolean },
): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "request-id": "req_stand_in",
    ...(isReplayed === true ? { "idempotent-replayed": "true" } : {}),
    ...(status >= 400 && status < 500 ? { "stripe-should-retry": "false" } : {}),
  });
  response.end(JSON.stringify(body));
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
