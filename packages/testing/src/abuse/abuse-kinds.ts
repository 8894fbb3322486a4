export type AbuseEnd =
  | "succeeded"
  | "failed"
  | "timed_out"
  | "memory_exceeded"
  | "quota_exceeded"
  | "interrupted";

/** A way in which a program does harm: the body of a function. */
export interface AbuseKind {
  name: string;
  body: string;
  ends: readonly AbuseEnd[];
}

const time = ["timed_out"] as const;
const memory = ["memory_exceeded"] as const;
/** What is reached first depends on the machine. */
const either = ["timed_out", "memory_exceeded"] as const;
const failing = ["failed"] as const;
const quota = ["quota_exceeded"] as const;
const fine = ["succeeded"] as const;

/** Loops that end by their CPU time alone. */
const loops: AbuseKind[] = [
  { name: "an endless loop", body: "for (;;) {}", ends: time },
  { name: "a loop of microtasks", body: "for (;;) await 1", ends: time },
  {
    name: "promises that call each other",
    body: "const f = () => Promise.resolve().then(f); await f()",
    ends: time,
  },
  {
    name: "queued microtasks without end",
    body: "const f = () => queueMicrotask(f); f(); await new Promise(() => {})",
    ends: time,
  },
  {
    name: "a generator without end",
    body: "for (const _ of (function* () { for (;;) yield 1 })()) {}",
    ends: time,
  },
  {
    name: "an async generator without end",
    body: "for await (const _ of (async function* () { for (;;) yield 1 })()) {}",
    ends: time,
  },
  { name: "a catastrophic regular expression", body: "/(a+)+$/.test('a'.repeat(40) + 'b')", ends: time },
  {
    name: "a regular expression that looks back",
    body: "/^(?:(\\w+)\\s?)*$/.test('a'.repeat(40) + '!')",
    ends: time,
  },
  {
    name: "recursion that catches itself",
    body: "function f() { try { f() } finally { f() } } f()",
    ends: time,
  },
  { name: "a Proxy whose trap loops", body: "new Proxy({}, { get() { for (;;); } }).x", ends: time },
  { name: "a conversion that loops", body: "+{ [Symbol.toPrimitive]() { for (;;); } }", ends: time },
  { name: "a text that loops", body: "'' + { toString() { for (;;); } }", ends: time },
  { name: "a comparator that loops", body: "[2, 1].sort(() => { for (;;); })", ends: time },
  { name: "a reviver that loops", body: "JSON.parse('[1]', () => { for (;;); })", ends: time },
  { name: "a replacer that loops", body: "'a'.replace('a', () => { for (;;); })", ends: time },
  {
    name: "a species that loops",
    body: "class A extends Array { static get [Symbol.species]() { for (;;); } } new A(1).map(() => 1)",
    ends: time,
  },
  {
    name: "instanceof that loops",
    body: "({}) instanceof { [Symbol.hasInstance]() { for (;;); } }",
    ends: time,
  },
  { name: "arguments that loop", body: "await tools.a.b({ get x() { for (;;); } })", ends: time },
  { name: "an evaluated loop", body: "(0, eval)('for (;;);')", ends: time },
  { name: "a compiled loop", body: "new Function('for (;;);')()", ends: time },
  { name: "a static block that loops", body: "class A { static { for (;;); } }", ends: time },
  {
    name: "a clock that is watched",
    body: "const until = Date.now() + 1e9; while (Date.now() < until);",
    ends: time,
  },
  {
    name: "an interval that computes",
    body: "setInterval(() => { for (let n = 0; n < 1e8; n++); }, 0); await new Promise(() => {})",
    ends: time,
  },
  {
    name: "timers that start each other",
    body: "const f = () => setTimeout(f); f(); await new Promise(() => {})",
    ends: time,
  },
  {
    name: "a sort in native code",
    body: "const a = new Float64Array(1e6).map(Math.random); for (;;) { a.sort(); a.reverse() }",
    ends: time,
  },
  {
    name: "a clone without end",
    body: "const a = Array.from({ length: 1e4 }, () => ({})); for (;;) structuredClone(a)",
    ends: time,
  },
  {
    name: "a text that is encoded without end",
    body: "const t = 'é'.repeat(1e5); for (;;) new TextEncoder().encode(t)",
    ends: either,
  },
  {
    name: "an address that is read without end",
    body: "for (;;) new URL('https://é.example/' + 'a/../'.repeat(1_000))",
    ends: either,
  },
  {
    name: "a loop left behind",
    body: "(async () => { await 1; for (;;) await 1 })(); return 1",
    ends: ["succeeded", "timed_out"],
  },
  {
    name: "a thenable without end",
    body: "return { then(done) { done(this) } }",
    ends: ["timed_out", "succeeded"],
  },
];

/** Growth that ends at the memory limit, or only with its process. */
const growth: AbuseKind[] = [
  { name: "an array bomb", body: "const a = []; for (;;) a.push(new Array(1_000).fill(1.5))", ends: memory },
  { name: "a huge fill", body: "const a = []; for (;;) a.push(Array(1e7).fill({}))", ends: memory },
  { name: "a Map bomb", body: "const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })", ends: either },
  { name: "a Set bomb", body: "const s = new Set(); for (let i = 0; ; i++) s.add('k' + i)", ends: either },
  {
    name: "a WeakMap bomb",
    body: "const w = new WeakMap(); const k = []; for (;;) { const o = {}; k.push(o); w.set(o, [1]) }",
    ends: either,
  },
  {
    name: "texts that grow",
    body: "const a = []; for (;;) { a.push('x'.repeat(1e7) + a.length); a.at(-1).charCodeAt(5) }",
    ends: memory,
  },
  { name: "a text that doubles", body: "let s = 'x'; for (;;) s += s", ends: ["failed", "memory_exceeded"] },
  { name: "arrays that double", body: "let a = [1]; for (;;) a = a.concat(a)", ends: [...either, "failed"] },
  { name: "buffers", body: "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))", ends: memory },
  { name: "one huge buffer", body: "return new Uint8Array(2 ** 31).length", ends: memory },
  {
    name: "a giant JSON text",
    body: "return JSON.parse('[' + '1,'.repeat(2e7) + '1]')",
    ends: [...either, "quota_exceeded"],
  },
  {
    name: "a deep JSON text",
    body: "JSON.parse('['.repeat(3e6) + ']'.repeat(3e6))",
    ends: [...either, "failed"],
  },
  {
    name: "closures that are kept",
    body: "const a = []; for (;;) { const b = new Array(100).fill(a.length); a.push(() => b) }",
    ends: either,
  },
  { name: "a list of links", body: "let a = null; for (;;) a = { a, b: [1, 2, 3] }", ends: either },
  {
    name: "a flood of symbols",
    body: "for (let i = 0; ; i++) Symbol.for('k' + i + 'x'.repeat(1_000))",
    ends: either,
  },
  {
    name: "a flood of promises",
    body: "const f = () => { Promise.resolve().then(f); Promise.resolve().then(f) }; f(); await new Promise(() => {})",
    ends: either,
  },
  {
    name: "an object of many keys",
    body: "const o = {}; for (let i = 0; ; i++) o['k' + i] = i",
    ends: either,
  },
  { name: "classes without end", body: "const a = []; for (;;) a.push(class { a = 1 })", ends: either },
  {
    name: "sources without end",
    body: "const a = []; for (let i = 0; ; i++) a.push(new Function('return ' + i + '/*' + 'x'.repeat(1_000) + '*/'))",
    ends: either,
  },
  {
    name: "regular expressions without end",
    body: "const a = []; for (let i = 0; ; i++) { a.push(new RegExp('a{1,9}' + i)); a.at(-1).test('a') }",
    ends: either,
  },
  {
    name: "an iterator without end",
    body: "Array.from({ [Symbol.iterator]: () => ({ next: () => ({ value: [1], done: false }) }) })",
    ends: [...either, "failed"],
  },
  { name: "growing powers", body: "let x = 3n; for (;;) x = x ** 3n", ends: [...either, "failed"] },
  {
    name: "a huge sort",
    body: "const a = Array.from({ length: 3e6 }, Math.random); for (;;) a.sort(() => Math.random() - 0.5)",
    ends: either,
  },
  {
    name: "clones that are kept",
    body: "let a = [1, 2, 3]; for (;;) a = [a, structuredClone(a)]",
    ends: [...either, "failed"],
  },
  {
    name: "query parameters without end",
    body: "const q = new URLSearchParams(); for (let i = 0; ; i++) q.append('k' + i, 'v')",
    ends: either,
  },
];

/** Results, errors and worlds that break whoever reads them. */
const values: AbuseKind[] = [
  { name: "endless recursion", body: "function f() { f() } f()", ends: failing },
  {
    name: "endless stack traces",
    body: "Error.stackTraceLimit = Infinity; function f() { f() } f()",
    ends: failing,
  },
  {
    name: "a thrown Proxy",
    body: "throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { for (;;); } })",
    ends: ["failed", "timed_out"],
  },
  {
    name: "a thrown Proxy that is revoked",
    body: "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy",
    ends: failing,
  },
  {
    name: "a thrown error of getters that loop",
    body: "throw { get message() { for (;;); } }",
    ends: ["timed_out", "failed"],
  },
  {
    name: "an error whose parts throw",
    body: "const e = new Error('a'); Object.defineProperty(e, 'stack', { get() { throw 5 } }); throw e",
    ends: failing,
  },
  {
    name: "an error that causes itself",
    body: "const e = new Error('a'); e.cause = e; e.name = e; throw e",
    ends: failing,
  },
  { name: "a thrown symbol", body: "throw Symbol('s')", ends: failing },
  { name: "a thrown null", body: "throw null", ends: failing },
  { name: "a thrown text of 10 MB", body: "throw 'x'.repeat(1e7)", ends: failing },
  {
    name: "a rejection with a function",
    body: "await Promise.reject(() => {})",
    ends: ["failed", "succeeded"],
  },
  {
    name: "a result whose getter throws",
    body: "return { get a() { throw new Error('no') } }",
    ends: ["failed"],
  },
  {
    name: "a result Proxy",
    body: "return new Proxy({}, { ownKeys() { throw new Error('no') } })",
    ends: failing,
  },
  { name: "a result that contains itself", body: "const a = {}; a.a = a; return a", ends: failing },
  {
    name: "a result that is nested too deeply",
    body: "let a = {}; for (let i = 0; i < 1e5; i++) a = { a }; return a",
    ends: failing,
  },
  { name: "a result of a large number", body: "return 10n", ends: failing },
  { name: "a too large result", body: "return 'x'.repeat(2e6)", ends: quota },
  {
    name: "a flood of calls",
    body: "await Promise.all(Array.from({ length: 100_000 }, (_, i) => tools.a.b(i)))",
    ends: quota,
  },
  { name: "calls without end", body: "for (;;) await tools.a.b()", ends: quota },
  { name: "calls that nobody waits for", body: "for (;;) tools.a.b().catch(() => {})", ends: quota },
  {
    name: "a flood of logs",
    body: "for (let i = 0; i < 20_000; i++) console.log('x'.repeat(1_000)); return 1",
    ends: fine,
  },
  {
    name: "logs of hostile objects",
    body: "for (let i = 0; i < 2_000; i++) console.log(new Proxy({}, { ownKeys() { throw 1 } }), { get a() { throw 1 } }, Array(1e4)); return 1",
    ends: fine,
  },
  {
    name: "a flood of timers",
    body: "for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1e9)",
    ends: failing,
  },
  {
    name: "a promise that never settles",
    body: "await new Promise(() => {})",
    ends: ["failed", "succeeded"],
  },
  {
    name: "a wrecked world",
    body: "Object.prototype.toJSON = () => 1; Array.prototype.toJSON = () => 2; Array.prototype[Symbol.iterator] = null; JSON.stringify = null; Promise.prototype.then = null; Map.prototype.get = null; Object.defineProperty(Object.prototype, '0', { set() { throw 1 } }); console.log({ a: 1 }); tools.a.b({ x: 1 }); return 'fine'",
    ends: fine,
  },
  {
    name: "globals that are gone",
    body: "for (const k of Reflect.ownKeys(globalThis)) try { delete globalThis[k] } catch {} return 'fine'",
    ends: fine,
  },
  {
    name: "every object a thenable",
    body: "Object.prototype.then = function (done) { done(1) }; return 'fine'",
    ends: ["succeeded", "timed_out", "failed"],
  },
  {
    name: "functions that cannot be called",
    body: "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = Reflect.apply = null; return 'fine'",
    ends: fine,
  },
  {
    name: "a frozen world",
    body: "for (const k of Reflect.ownKeys(globalThis)) try { Object.freeze(globalThis[k]); Object.freeze(globalThis[k]?.prototype) } catch {} return 'fine'",
    ends: fine,
  },
];

/** All of them. */
export const abuseKinds: readonly AbuseKind[] = [...loops, ...growth, ...values];
