import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createApiKeyText, parseApiKeyPrefix, parseApiKeyText } from "./api-key-text.ts";

test("a key's text gives back its parts", () => {
  const organizationId = randomUUID();
  const id = randomUUID();
  const key = createApiKeyText(organizationId, id);
  expect(key.text).toMatch(/^po_[0-9A-Za-z]{22}_[0-9A-Za-z]{22}_[0-9A-Za-z]{49}$/);
  expect(parseApiKeyText(key.text)).toEqual({ organizationId, id, secret: key.secret, prefix: key.prefix });
  expect(key.text.startsWith(`${key.prefix}_`)).toBe(true);
  expect(key.prefix).not.toContain(key.secret);
});

test("a key is named by its beginning alone, whatever follows", () => {
  const ids = { organizationId: randomUUID(), id: randomUUID() };
  const { text, prefix } = createApiKeyText(ids.organizationId, ids.id);
  for (const said of [text, prefix, `${prefix}_`, text.slice(0, -9)])
    expect(parseApiKeyPrefix(said)).toEqual(ids);
  for (const other of ["", "po_", prefix.slice(0, -1), ` ${prefix}`, ids.id]) {
    expect(parseApiKeyPrefix(other)).toBeNull();
  }
});

test("two keys share no secret", () => {
  const id = randomUUID();
  expect(createApiKeyText(id, id).secret).not.toBe(createApiKeyText(id, id).secret);
});

test("any changed character fails the checksum", () => {
  const { text } = createApiKeyText(randomUUID(), randomUUID());
  for (let index = 0; index < text.length; index++) {
    const other = text[index] === "A" ? "B" : "A";
    expect(parseApiKeyText(text.slice(0, index) + other + text.slice(index + 1))).toBeNull();
  }
});

test("what is no key is null", () => {
  const { text } = createApiKeyText(randomUUID(), randomUUID());
  const scim = createApiKeyText(randomUUID(), randomUUID(), "ps").text;
  expect(parseApiKeyText(scim, "ps")).toMatchObject({ prefix: expect.stringMatching(/^ps_/) });
  expect(parseApiKeyText(text, "ps")).toBeNull();
  for (const other of [
    scim,
    "",
    "po_",
    `${text}A`,
    ` ${text}`,
    `${text}\n`,
    text.slice(1),
    text.toLowerCase(),
  ]) {
    expect(parseApiKeyText(other)).toBeNull();
  }
});
