import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createTestSandbox } from "./test-sandbox.ts";

const { sandbox, run } = createTestSandbox();
afterAll(() => sandbox.close());

test("S34: nothing of a host is there", async () => {
  const names = [
    "process",
    "require",
    "module",
    "exports",
    "fetch",
    "WebAssembly",
    "SharedArrayBuffer",
    "Atomics",
    "Buffer",
    "global",
    "gc",
    "XMLHttpRequest",
    "Worker",
    "$install",
    "$start",
    "ivm",
    "_ivm",
  ];
  const { result } = await run(
    `return ${JSON.stringify(names)}.filter((name) => typeof globalThis[name] !== "undefined")`,
  );
  expect(result).toEqual([]);
});

test.each([
  "return (() => {}).constructor('return typeof process')()",
  "return (await (async () => {}).constructor('return typeof process + typeof require')()).replace('undefined', '')",
  "return tools.a.b.constructor.constructor?.('return typeof process')() ?? 'undefined'",
  "return console.log.constructor('return typeof process')()",
  "return setTimeout.constructor.constructor('return typeof require')()",
  "try { await tools.a.b(() => {}) } catch (e) { return e.constructor.constructor('return typeof process')() } return 'undefined'",
  "return new Error('x').constructor.constructor('return typeof process')()",
  "try { null.x } catch (e) { return e.constructor.constructor('return typeof process')() }",
  "return Reflect.getPrototypeOf(async function* () {}).constructor('return typeof process')().next().then((r) => r.value)",
])("a constructor chain stays inside: %s", async (code) => {
  expect((await run(code)).result).toBe("undefined");
});

test.each([
  "await import('node:fs')",
  "await (async () => {}).constructor('return import(\"node:fs\")')()",
  "await eval('import(\"node:fs\")')",
  "await new Function('return import(\"node:fs\")')()",
])("no module can be imported: %s", async (code) => {
  expect((await run(code)).status).toBe("failed");
});

test("S34: stack traces give no call sites, whatever is assigned", async () => {
  const { result } = await run(`
    let sites = "none";
    Error.prepareStackTrace = (_, frames) => { sites = frames; return "taken" };
    try { Object.defineProperty(Error, "prepareStackTrace", { value: (_, frames) => { sites = frames } }) } catch {}
    new Error("x").stack;
    try { null.x } catch (e) { e.stack }
    try { await tools.a.b(Symbol("s")) } catch (e) { e.stack }
    return typeof sites`);
  expect(result).toBe("string");
});

test("errors of calls, of the prelude and of V8 name no file of the host", async () => {
  const { result } = await run(`
    const stacks = [];
    const collect = async (f) => { try { await f() } catch (e) { stacks.push(String(e?.stack)) } };
    await collect(() => tools.a.b(10n));
    await collect(() => tools.a.fails());
    await collect(() => setTimeout("text"));
    await collect(() => JSON.parse("{"));
    await collect(() => new Uint8Array(-1));
    await collect(() => { const f = () => f(); f() });
    await collect(() => import("x"));
    await collect(() => structuredClone(() => {}));
    return stacks.join("\\n")`);
  expect(result).not.toMatch(/file:|node:|\/src\/|node_modules|isolated-vm/);
});

test("buffers have a fixed size, by every way to their constructor", async () => {
  const { result } = await run(`
    const makers = [ArrayBuffer, new ArrayBuffer(1).constructor, new Uint8Array(1).buffer.constructor, new Uint8Array(1).buffer.slice(0).constructor,
      ArrayBuffer[Symbol.species], Object.getPrototypeOf(new ArrayBuffer(1)).constructor];
    return makers.map((Maker) => { const b = new Maker(8, { maxByteLength: 1e9 }); return [b.byteLength, typeof b.resize, b.resizable === true] })`);
  expect(result).toEqual(Array.from({ length: 6 }, () => [8, "undefined", false]));
});

test("S34: a walk over everything that can be reached meets only the isolate's own objects", async () => {
  const { result, status } = await run(
    `
    const found = [];
    const seen = new Set();
    const todo = [[globalThis, "globalThis"]];
    const functionPrototype = Function.prototype;
    const objectPrototype = Object.prototype;
    // Failed calls, timers and results hand objects over, so they are walked too.
    try { await tools.a.fails() } catch (e) { todo.push([e, "error"]) }
    todo.push([await tools.a.b({ deep: [{}] }), "answer"], [tools.a.b, "tool"], [input, "input"]);
    while (todo.length > 0) {
      const [value, path] = todo.pop();
      if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
      seen.add(value);
      // Whatever comes from another realm or from the host has another root.
      let root = value;
      for (let next = root; next !== null; next = Object.getPrototypeOf(next)) root = next;
      if (root !== objectPrototype && Object.getPrototypeOf(value) !== null) found.push(path + ": foreign root");
      if (typeof value === "function" && !(value instanceof Function) && value !== functionPrototype) found.push(path + ": foreign function");
      for (const name of ["applySync", "applyIgnored", "applySyncPromise", "derefInto", "copyInto", "createContextSync"]) {
        if (value !== tools && Object.hasOwn(value, name)) found.push(path + "." + name);
      }
      if (value === tools || path.length > 400) continue;
      todo.push([Object.getPrototypeOf(value), path + ".__proto__"]);
      for (const key of Reflect.ownKeys(value)) {
        const descriptor = Object.getOwnPropertyDescriptor(value, key);
        const at = path + "." + String(key);
        for (const part of ["value", "get", "set"]) todo.push([descriptor?.[part], at]);
      }
    }
    return { found, walked: seen.size }`,
    {
      input: { a: [1] },
      hasFetch: true,
      invoke: ({ tool, args }) =>
        tool === "fails" ? Promise.reject(new Error("no")) : Promise.resolve(args),
      limits: { cpuMs: 5_000 },
    },
  );
  expect(status).toBe("succeeded");
  expect(result).toMatchObject({ found: [] });
  expect((result as { walked: number }).walked).toBeGreaterThan(500);
});

test("S35: a process has no setting of ours, and no network where the kernel can take that away", async () => {
  await run("return 1");
  const isolation = sandbox.isolation();
  expect(isolation).toEqual({
    network: expect.any(Boolean),
    dataLimit: expect.any(Boolean),
    user: expect.any(Boolean),
  });
  if (process.platform !== "linux") return;
  // The processes of this sandbox are this process's own children.
  const pids = readdirSync("/proc/self/task").flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
  );
  // Those that are being prepared are not yet what they are to be.
  const children = pids.filter((pid) => {
    const [command = "", ...words] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return command === process.execPath && words.includes("--no-node-snapshot");
  });
  expect(children.length).toBeGreaterThan(0);
  for (const pid of children) {
    // A shell that prepares it sets these by itself.
    const pairs = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
    expect(pairs.filter((pair) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(pair))).toEqual([]);
    if (!isolation?.network) continue;
    expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(readlinkSync("/proc/self/ns/net"));
    const devices = readFileSync(`/proc/${pid}/net/dev`, "utf8").match(/^ *[^ |]+(?=:)/gm) ?? [];
    expect(devices.map((name) => name.trim())).toEqual(["lo"]);
  }
});
