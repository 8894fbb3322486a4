import { resolve } from "node:path";
import { expect, test } from "vitest";
import { greeting } from "./greeting.ts";

const localUrl = "http://127.0.0.1:3000";
const usual = { dataDir: resolve(".patchops"), ownerCode: null };

test("the start at the usual place says what the documentation shows", () => {
  expect(greeting(usual, { url: localUrl, localUrl, isFresh: true })).toEqual([
    "PatchOps is running      http://127.0.0.1:3000",
    "First account            open that address, or: npx patchops setup --email you@example.com --password …",
    "Stop                     Ctrl+C",
  ]);
});

test("a public address stands beside the one that is listened on", () => {
  const url = "https://patchops.example.com";
  expect(greeting(usual, { url, localUrl, isFresh: false })).toEqual([
    "PatchOps is running      https://patchops.example.com",
    "Listening on             http://127.0.0.1:3000",
    "Stop                     Ctrl+C",
  ]);
});

test("the command for the first account finds another data directory from a second shell", () => {
  const lines = greeting(
    { dataDir: "/srv/o'neill data", ownerCode: "12345678" },
    { url: localUrl, localUrl, isFresh: true },
  );
  expect(lines[1]).toContain(
    String.raw`or: PATCHOPS_DATA_DIR='/srv/o'\''neill data' npx patchops setup --email`,
  );
  expect(lines[2]).toContain("12345678");
});
