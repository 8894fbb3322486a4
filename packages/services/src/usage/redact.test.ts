import { expect, test } from "vitest";
import { redact } from "./redact.ts";

const kib = 1_024;

test("fields with the name of a secret are hidden, whatever they hold; others stay", () => {
  const { value, hidden } = redact(
    {
      password: "hunter2",
      API_KEY: "x",
      "access-token": { nested: true },
      clientSecret: ["a"],
      Authorization: "Bearer abc",
      token: 7,
      count: 7,
      author: "Ann",
      authority: "city",
      tokens_used: 12,
      secretary: null,
      isSecret: true,
      items: [{ sessionId: "s" }, "plain", null, 1.5, false],
    },
    64 * kib,
  );
  expect(value).toEqual({
    password: "[hidden]",
    API_KEY: "[hidden]",
    "access-token": "[hidden]",
    clientSecret: "[hidden]",
    Authorization: "[hidden]",
    token: "[hidden]",
    count: 7,
    author: "Ann",
    authority: "city",
    tokens_used: 12,
    secretary: null,
    isSecret: true,
    items: [{ sessionId: "[hidden]" }, "plain", null, 1.5, false],
  });
  expect(hidden).toBe(7);
});

test.for([
  ["a sk-proj-abcdefghijklmnop1234 b", "a [hidden] b"],
  ["ghp_abcdefghijklmnopqrstuvwx123456", "[hidden]"],
  ["github_pat_11ABCDEFG0abcdefghijkl", "[hidden]"],
  ["AKIAIOSFODNN7EXAMPLE", "[hidden]"],
  ["xoxb-1234567890-abcdef", "[hidden]"],
  [
    "po_02Z9bQ3mC7xK1TfWn5uYpR_02Z9bQ4dL8vJ2HgXe6sAqM_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9r0Xy4Zk",
    "[hidden]",
  ],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123", "[hidden]"],
  ["curl -H 'Authorization: Bearer abcdefgh12345'", "curl -H 'Authorization: [hidden]'"],
  ["postgres://ann:hunter2@db/x", "postgres://ann:[hidden]@db/x"],
  ['{"api_key": "abc def", "n": 1}', '{"api_key": [hidden], "n": 1}'],
  ["PASSWORD=hunter22 other=1", "PASSWORD=[hidden] other=1"],
  ["-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "[hidden]"],
] as const)("%j becomes %j", ([text, expected]) => {
  expect(redact({ text }, 64 * kib).value).toEqual({ text: expected });
});

test.for([
  "The token bucket holds ten.",
  "Order 1234 costs 12.50",
  "https://example.com/a?b=c",
  "a sketch of risk-free desk-work",
  "tokens: 12",
])("%j stays", (text) => {
  expect(redact({ text }, 64 * kib)).toEqual({ value: { text }, hidden: 0 });
});

test("a huge value costs its limit, not its size", () => {
  const huge = {
    rows: Array.from({ length: 200_000 }, (_, id) => ({ id, name: "n".repeat(20) })),
    text: "t".repeat(1e7),
  };
  const { value } = redact(huge, 64 * kib);
  expect(JSON.stringify(value).length).toBeLessThan(96 * kib);
  expect(JSON.stringify(redact("t".repeat(1e7), 64 * kib).value).length).toBeLessThan(65 * kib);
});

// The patterns must stay linear: what an upstream sends may be built to make them backtrack, which would time this out.
test("no text is slow to redact, however it is built", () => {
  for (const part of ["-eyJabcdefgh", "password:", 'token="', "://a:", "sk-", "-----BEGIN ", "Bearer "]) {
    expect(redact(part.repeat((64 * kib) / part.length), 64 * kib).value).toBeTypeOf("string");
  }
});

test("what JSON and Postgres cannot hold does no harm", () => {
  const deep: Record<string, unknown> = {};
  let inner = deep;
  for (let depth = 0; depth < 5_000; depth += 1) inner = inner.next = {} as Record<string, unknown>;
  expect(() => JSON.stringify(redact(deep, 64 * kib).value)).not.toThrow();
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect(() => JSON.stringify(redact(circular, 64 * kib).value)).not.toThrow();
  expect(redact({ "a\0": "b\0\ud800", f: () => 1, u: undefined }, kib).value).toEqual({
    a: "b\ufffd",
    f: null,
    u: null,
  });
  expect(redact(JSON.parse('{"__proto__": {"x": 1}}'), kib).value).toEqual(
    JSON.parse('{"__proto__": {"x": 1}}'),
  );
});
