import { afterAll, expect, test } from "vitest";
import type { RunRequest } from "./run-request.ts";
import { createTestSandbox, logTexts } from "./test-sandbox.ts";

const { sandbox, run } = createTestSandbox();
afterAll(() => sandbox.close());

const parts = {
  scheme: [
    "http:",
    "https:",
    "HTTP:",
    "ws:",
    "wss:",
    "ftp:",
    "file:",
    "data:",
    "mailto:",
    "foo:",
    "foo+bar.1:",
    "1x:",
    "h ttp:",
    "",
    "javascript:",
    "blob:",
  ],
  slashes: ["//", "/", "", "///", "\\\\", "/\\", "//\t", " //"],
  user: ["", "u@", "u:p@", ":@", "a%40b:c d@", "ü:@"],
  host: [
    "example.com",
    "EXAMPLE.com.",
    "bücher.de",
    "xn--bcher-kva.de",
    "127.1",
    "0x7f.1",
    "0300.0.0.01",
    "256.1.1.1",
    "1.2.3.4.5",
    "[::1]",
    "[::ffff:1.2.3.4]",
    "[1:2:3:4:5:6:7:8:9]",
    "[::1",
    "a b",
    "%41.com",
    "%zz",
    "ex%00ample",
    "日本語。jp",
    "ﬀ.example",
    "a..b",
    "",
    "-x-",
    "faß.de",
    "\u00ad.com",
    "1e2",
  ],
  port: ["", ":", ":80", ":443", ":0", ":65536", ":8x", ":00021", ": 8"],
  path: [
    "",
    "/",
    "/a/../b/./c",
    "/%2e%2E/x",
    '/a b"<>`{}^|',
    "/C|/x/..",
    "/c:/..",
    "a/b",
    "/é😀",
    "/..//..",
    "\\a\\b",
    "/\ud800",
  ],
  query: ["", "?", "?a=1&b=é", "?a'b\"<>", "?#", "?x=%zz+y"],
  hash: ["", "#", "#a b`<>", "#é"],
};
const bases = [
  null,
  "http://example.org/a/b/c?q#h",
  "https://u:p@host:8080/x/",
  "file:///C:/dir/f",
  "file:///home/u",
  "foo:opaque",
  "foo://h/p",
  "data:text/plain,x",
  "about:blank",
  "not a url",
];

/** Addresses put together of parts that URL parsers trip over, the same ones each time. */
function addresses(count: number): [string, string | null][] {
  let state = 7;
  const pick = <Item>(list: readonly Item[]): Item => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)] as Item;
  };
  return Array.from({ length: count }, () => {
    const { scheme, slashes, user, host, port, path, query, hash } = parts;
    const authority = pick([true, true, false]) ? pick(user) + pick(host) + pick(port) : "";
    const given = [pick(scheme), pick(slashes), authority, pick(path), pick(query), pick(hash)].join("");
    return [pick([given, given, given, ` ${given}\n`, given.replace("/", "/\t")]), pick(bases)];
  });
}

const fields = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

test("URL answers as Node's, which passes the web platform's tests, on 4,000 addresses", async () => {
  const list = addresses(4_000);
  const { result } = await run(
    `return input.list.map(([text, base]) => {
       const url = URL.parse(text, base ?? undefined);
       return url && input.fields.map((field) => url[field]);
     })`,
    { input: { list, fields }, limits: { outputBytes: 10_000_000, timeoutMs: 20_000, cpuMs: 10_000 } },
  );
  const expected = list.map(([text, base]) => {
    const url = URL.parse(text, base ?? undefined);
    return url && fields.map((field) => url[field]);
  });
  expect(expected.filter((each) => each !== null).length).toBeGreaterThan(1_000);
  const answers = result as unknown[];
  const wrong = list.flatMap((address, at) =>
    JSON.stringify(answers[at]) === JSON.stringify(expected[at])
      ? []
      : [{ address, is: answers[at], expected: expected[at] }],
  );
  expect(wrong).toEqual([]);
});

const urlProgram = `
  const url = new URL("https://user@example.com/a?x=1&y=2#z");
  const said = [];
  for (const [field, values] of [["protocol", ["ftp", "http:", "foo"]], ["host", ["other.org:81", "bad host", ""]], ["port", ["443", "x", ""]], ["pathname", ["b c", "/../d"]], ["search", ["?q= é", ""]], ["hash", ["h", ""]], ["username", ["ü:"]], ["href", ["nope", "http://h/?a=b"]]])
    for (const value of values) { try { url[field] = value } catch (error) { said.push(error.name) } said.push(url.href) }
  url.searchParams.append("a", "c d&");
  url.searchParams.delete("missing");
  url.searchParams.sort();
  said.push(url.href, url.searchParams.size, url.searchParams.getAll("a"), [...url.searchParams.keys()], url.searchParams.has("a", "b"));
  said.push(new URLSearchParams("?a=%20+b&c").toString(), new URLSearchParams([["k", "v"], ["k", "w"]]).get("k"), new URLSearchParams({ é: "1" }) + "");
  for (const bad of [() => new URL("x"), () => URL("http://x"), () => new URLSearchParams([["a"]])]) { try { bad(); said.push("fine") } catch (error) { said.push(error.name) } }
  said.push(URL.canParse("x"), URL.canParse("x", "http://y"), JSON.stringify({ url }));
  return said;`;

test("setters of URL and URLSearchParams answer as Node's", async () => {
  const { result } = await run(urlProgram);
  expect(result).toEqual(new Function(urlProgram)());
});

const codecProgram = `
  const decode = (bytes, options) => { try { return new TextDecoder("utf-8", options).decode(new Uint8Array(bytes)) } catch (error) { return error.name } };
  const streaming = new TextDecoder();
  const euro = new TextEncoder().encode("x€😀y");
  let streamed = "";
  for (const byte of euro) streamed += streaming.decode(new Uint8Array([byte]), { stream: true });
  streamed += streaming.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) + streaming.decode();
  const target = new Uint8Array(6);
  const cases = [[0xc3, 0xa9], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xef, 0xbb, 0xbf, 0x61], [0xff, 0x61], [0xf0, 0x9f, 0x98], [0xe2, 0x61]];
  return [cases.map((bytes) => decode(bytes)), cases.map((bytes) => decode(bytes, { fatal: true })), decode([0xef, 0xbb, 0xbf, 0x61], { ignoreBOM: true }), streamed,
    [...new TextEncoder().encode("é\\ud800x")], new TextEncoder().encodeInto("a€😀", target), [...target], atob(" aGk= "), btoa("\\u00ff\\0")];`;

test("text codecs answer as Node's", async () => {
  const { result } = await run(codecProgram);
  expect(result).toEqual(JSON.parse(JSON.stringify(new Function(codecProgram)())));
});

test("clones, signals and random values", async () => {
  const { result } = await run(`
    const source = { date: new Date(5), view: new DataView(new Uint8Array([1, 2, 3]).buffer, 1), error: new TypeError("bad", { cause: [1] }), big: 7n, typed: new Float32Array([1.5]), nested: { map: new Map([["a", new Set([1])]]) } };
    const copy = structuredClone(source);
    const refused = [() => {}, Symbol(), new WeakMap(), Promise.resolve()].map((value) => { try { structuredClone(value); return false } catch { return true } });
    const aborter = new AbortController();
    const any = AbortSignal.any([aborter.signal, AbortSignal.timeout(60_000)]);
    let heard = 0;
    any.addEventListener("abort", () => { heard += 1 });
    aborter.abort("why");
    const late = AbortSignal.timeout(5);
    await new Promise((resolve) => late.addEventListener("abort", resolve));
    let order = "";
    queueMicrotask(() => { order += "micro " });
    await new Promise((resolve) => setTimeout(() => { order += "timer"; resolve() }));
    return [copy.date.getTime(), copy.view.getUint8(0), copy.view.byteLength, copy.error.message, copy.error.cause, copy.big === 7n, copy.typed[0], copy.nested.map.get("a").has(1), copy.nested !== source.nested,
      refused, any.aborted, any.reason, heard, late.reason.name, order, crypto.getRandomValues(new Uint8Array(8)).some((byte) => byte > 0)]`);
  expect(result).toEqual([
    5,
    2,
    2,
    "bad",
    [1],
    true,
    1.5,
    true,
    true,
    [true, true, true, true],
    true,
    "why",
    1,
    "TimeoutError",
    "micro timer",
    true,
  ]);
});

test("a URL is shown as its address, also beside other values and after a program has wrecked it", async () => {
  const { events } = await run(`
    console.log(new URL("http://x/a"), { at: new URL("http://y") }, new URLSearchParams("a=1").size);
    URL.prototype.toString = () => "lie"; Object.defineProperty(URL.prototype, "href", { get: () => "lie" });
    console.log(new URL("http://z/"));`);
  expect(logTexts(events)).toEqual(['URL "http://x/a" { at: URL "http://y/" } 1', 'URL "http://z/"']);
});

test("fetch sends what it was given and hands out what came back; Headers answer as Node's", async () => {
  const program = `
    const headers = new Headers([["B", " two "], ["a", "1"], ["b", "3"]]);
    headers.append("c", "x"); headers.delete("C");
    const bad = [() => new Headers({ "x y": "1" }), () => new Headers({ a: "1\\n2" }), () => new Headers([["a"]])].map((make) => { try { make(); return "fine" } catch (error) { return error.name } });
    return [headers.get("B"), headers.has("a"), headers.get("none"), [...headers].sort(), [...headers.keys()].sort(), [...new Headers(headers).values()].sort(), bad];`;
  const headers = await run(program, { hasFetch: true });
  expect(headers.result).toEqual(new Function(program)());
  const asked: unknown[] = [];
  const answer = {
    url: "http://x/",
    isRedirected: false,
    status: 404,
    statusText: "Not Found",
    headers: [["a", "b"]],
    body: btoa("[1]"),
  };
  const { result, usage } = await run(
    `const response = await fetch(new URL("http://x/"), { method: "POST", body: new Uint8Array([255, 0]), headers: { A: "b" } });
     const again = await fetch("http://x/", { body: new URLSearchParams({ a: "ü" }), method: "PUT" });
     const twice = await again.text().then(() => again.text()).catch((error) => error.name);
     return [response instanceof Response, response.ok, response.status, response.headers.get("A"), await response.json(), twice]`,
    {
      hasFetch: true,
      invoke: async ({ kind, args }) => {
        asked.push([kind, JSON.parse(args)]);
        return JSON.stringify(answer);
      },
    },
  );
  expect(result).toEqual([true, false, 404, "b", [1], "TypeError"]);
  expect(usage.toolCalls).toBe(2);
  const common = { url: "http://x/", redirect: "follow" };
  const form = "application/x-www-form-urlencoded;charset=UTF-8";
  expect(asked).toEqual([
    ["fetch", { ...common, method: "POST", headers: [["a", "b"]], base64: "/wA=" }],
    ["fetch", { ...common, method: "PUT", headers: [["content-type", form]], text: "a=%C3%BC" }],
  ]);
});

test("a fetch that the program aborts ends at the host at once, also one that was not begun; the program goes on", async () => {
  const ended: string[] = [];
  const program = `
    const controller = new AbortController();
    const { signal } = controller;
    const all = Promise.allSettled([fetch("http://x/1", { signal }), fetch("http://x/2", { signal }), tools.a.b()]);
    await tools.search("begun");
    controller.abort(new Error("enough"));
    const reasons = (await all).map(({ reason, value }) => reason?.message ?? value);
    return [...reasons, await (await fetch("http://x/3")).text()];`;
  const invoke: RunRequest["invoke"] = async ({ kind, args }, signal) => {
    const { url } = JSON.parse(args);
    if (kind !== "fetch") return JSON.stringify(kind);
    if (url === "http://x/3")
      return JSON.stringify({ url, status: 200, statusText: "", headers: [], body: "" });
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        ended.push(url);
        reject(signal.reason);
      });
    });
  };
  const { result } = await run(program, { hasFetch: true, invoke });
  expect(result).toEqual(["enough", "enough", "tool", ""]);
  expect(ended).toEqual(["http://x/1", "http://x/2"]);
  ended.length = 0;
  const one = await run(program.replace('await tools.search("begun");', ""), {
    ...{ hasFetch: true, invoke },
    limits: { maxConcurrentToolCalls: 1 },
  });
  expect(one.result).toEqual(result);
  expect(ended).toEqual(["http://x/1"]);
});
