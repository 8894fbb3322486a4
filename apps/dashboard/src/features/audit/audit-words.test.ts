import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { auditActionOptions } from "./audit-words.ts";

const services = fileURLToPath(new URL("../../../../../packages/services/src", import.meta.url));

test("every act that the services write to the audit log is told in words", () => {
  const sources = globSync("**/*.ts", { cwd: services, exclude: ["**/*.test.ts", "**/test*"] });
  const written = sources.flatMap((file) =>
    [
      ...readFileSync(`${services}/${file}`, "utf8").matchAll(/\baction: "([a-z]+(?:_[a-z]+)*\.[a-z_]+)"/g),
    ].map(([, action = ""]) => action),
  );
  expect(written.length).toBeGreaterThan(80);
  const told = new Set(auditActionOptions.map(({ value }) => value));
  expect([...new Set(written)].filter((action) => !told.has(action))).toEqual([]);
});
