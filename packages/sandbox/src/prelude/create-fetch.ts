import type { createTextCodecs } from "./create-text-codecs.ts";
import type { Primordials } from "./primordials.ts";

type Call = (
  kind: string,
  connection: string | undefined,
  tool: string | undefined,
  args: unknown,
  above: (...args: never[]) => unknown,
) => Promise<unknown>;

/** What the host answers, see `services/execution/fetch-from-code`. */
interface Answer {
  url: string;
  isRedirected: boolean;
  status: number;
  statusText: string;
  headers: [string, string][];
  /** base64. */
  body: string;
}

/** `fetch`, `Headers` and `Response`, for organizations that switched it on: the host does the work, whole answers come back. */
export function createFetch(
  p: Primordials,
  codecs: ReturnType<typeof createTextCodecs>,
  { call, abandon }: { call: Call; abandon(answered: object): void },
) {
  type Pair = [string, string];

  class Headers {
    readonly #values = new p.Map<string, string>();
    constructor(init?: unknown) {
      if (init === undefined || init === null) return;
      if (typeof init !== "object") throw new p.TypeError("Headers are an object or a list of pairs.");
      if (init instanceof Headers) {
        init.forEach((value, name) => {
          this.append(name, value);
        });
      } else if (p.isArray(init)) {
        for (let index = 0; index < init.length; index += 1) {
          const pair: unknown = init[index];
          if (!p.isArray(pair) || pair.length !== 2) throw new p.TypeError("Headers are pairs of texts.");
          this.append(pair[0], pair[1]);
        }
      } else {
        const names = p.ownKeys(init);
        for (let index = 0; index < names.length; index += 1) {
          const name = names[index];
          if (typeof name === "string") this.append(name, p.Object(init)[name]);
        }
      }
    }
    append(name: unknown, value: unknown): void {
      const known = this.get(name);
      this.set(name, known === null ? value : `${known}, ${p.String(value)}`);
    }
    set(name: unknown, value: unknown): void {
      const key = p.String(name);
      if (!p.test(/^[\w!#$%&'*+.^`|~-]+$/, key)) throw new p.TypeError("That is no name of a header.");
      const text = p.replace(p.String(value), /^[\t\n\r ]+|[\t\n\r ]+$/g, "");
      if (p.test(/[\0\r\n]/, text)) throw new p.TypeError("A header is one line.");
      p.mapSet(this.#values, p.lowerCase(key), text);
    }
    get(name: unknown): string | null {
      return p.mapGet(this.#values, p.lowerCase(p.String(name))) ?? null;
    }
    has(name: unknown): boolean {
      return p.mapHas(this.#values, p.lowerCase(p.String(name)));
    }
    delete(name: unknown): void {
      p.mapDelete(this.#values, p.lowerCase(p.String(name)));
    }
    forEach(callback: (value: string, name: string, headers: Headers) => void): void {
      p.mapForEach(this.#values, (value, name) => {
        callback(p.String(value), p.String(name), this);
      });
    }
    *entries(): Generator<Pair> {
      const pairs = pairsOf(this);
      for (let index = 0; index < pairs.length; index += 1) yield pairs[index] as Pair;
    }
    *keys(): Generator<string> {
      const pairs = pairsOf(this);
      for (let index = 0; index < pairs.length; index += 1) yield (pairs[index] as Pair)[0];
    }
    *values(): Generator<string> {
      const pairs = pairsOf(this);
      for (let index = 0; index < pairs.length; index += 1) yield (pairs[index] as Pair)[1];
    }
    [Symbol.iterator](): Generator<Pair> {
      return this.entries();
    }
  }

  function pairsOf(headers: Headers): Pair[] {
    const pairs: Pair[] = [];
    let size = 0;
    headers.forEach((value, name) => {
      p.defineProperty(pairs, size, {
        value: [name, value],
        writable: true,
        enumerable: true,
        configurable: true,
      });
      size += 1;
    });
    return pairs;
  }

  class Response {
    readonly status: number;
    readonly statusText: string;
    readonly ok: boolean;
    readonly url: string;
    readonly redirected: boolean;
    readonly headers: Headers;
    #body: string | undefined;
    constructor(answer: Answer) {
      if (typeof answer !== "object" || answer === null || typeof answer.status !== "number") {
        throw new p.TypeError("A Response comes with fetch.");
      }
      this.status = answer.status;
      this.statusText = answer.statusText;
      this.ok = answer.status >= 200 && answer.status < 300;
      this.url = answer.url;
      this.redirected = answer.isRedirected;
      this.headers = new Headers(answer.headers);
      this.#body = answer.body;
    }
    get bodyUsed(): boolean {
      return this.#body === undefined;
    }
    async bytes(): Promise<Uint8Array> {
      const body = this.#body;
      if (body === undefined) throw new p.TypeError("The body has been read already.");
      this.#body = undefined;
      return codecs.decodeBase64(body);
    }
    async arrayBuffer(): Promise<ArrayBuffer> {
      return p.typedBuffer(await this.bytes()) as ArrayBuffer;
    }
    async text(): Promise<string> {
      return codecs.decodeUtf8(await this.bytes());
    }
    async json(): Promise<unknown> {
      return p.parse(await this.text());
    }
  }

  /** Text as it is, bytes as base64; with the type that the web platform would give it. */
  function bodyOf(body: unknown): { text?: string; base64?: string; type?: string } {
    if (body === undefined || body === null) return {};
    if (typeof body === "string") return { text: body, type: "text/plain;charset=UTF-8" };
    if (typeof p.typedTag(body) === "string" || body instanceof p.ArrayBuffer) {
      return { base64: codecs.encodeBase64(body as ArrayBufferView | ArrayBuffer) };
    }
    const text = p.String(body);
    // Nothing else of the library has this text and this tag.
    const isForm = p.Object(body)[Symbol.toStringTag] === "URLSearchParams";
    if (!isForm)
      throw new p.TypeError("A body is a text, bytes or URLSearchParams. Use JSON.stringify for objects.");
    return { text, type: "application/x-www-form-urlencoded;charset=UTF-8" };
  }

  interface Init {
    method?: unknown;
    headers?: unknown;
    body?: unknown;
    redirect?: unknown;
    signal?: {
      aborted: boolean;
      reason: unknown;
      addEventListener(type: "abort", listener: () => void): void;
    } | null;
  }

  function fetch(input: unknown, init: Init = {}): Promise<unknown> {
    return new p.Promise<unknown>((resolve, reject) => {
      const { signal } = init;
      if (signal?.aborted) throw signal.reason;
      const headers = new Headers(init.headers);
      const { text, base64, type } = bodyOf(init.body);
      if (type !== undefined && !headers.has("content-type")) headers.set("content-type", type);
      const pairs = pairsOf(headers);
      const method = init.method === undefined ? "GET" : p.String(init.method);
      const redirect = init.redirect === undefined ? "follow" : p.String(init.redirect);
      const args = { __proto__: null, url: p.String(input), method, headers: pairs, redirect, text, base64 };
      const answered = call("fetch", undefined, undefined, args, fetch);
      signal?.addEventListener("abort", () => {
        reject(signal.reason);
        abandon(answered);
      });
      void settle(answered, resolve, reject);
    });
  }

  async function settle(
    answer: Promise<unknown>,
    resolve: (response: Response) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    try {
      resolve(new Response((await answer) as Answer));
    } catch (error) {
      reject(error);
    }
  }

  const globals: Record<string, unknown> = { fetch, Headers, Response };
  return { globals };
}
