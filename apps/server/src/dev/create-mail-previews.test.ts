import { mailPreviews } from "@patchops/services";
import { expect, test } from "vitest";
import { createMailPreviews } from "./create-mail-previews.ts";

test("every mail is shown as HTML and as text, and alone at its own address", async () => {
  const app = createMailPreviews();
  const previews = mailPreviews();
  expect(previews.length).toBeGreaterThan(10);
  const page = await (await app.request("/")).text();
  for (const { kind, html } of previews) {
    expect(page).toContain(`<section id="${kind}">`);
    const alone = await app.request(`/${kind}`);
    expect([alone.status, await alone.text()]).toEqual([200, html]);
  }
  // A frame's text is an attribute: nothing of a mail stands in the page itself.
  expect(page.match(/<iframe [^>]*srcdoc="[^"]+"/g)).toHaveLength(previews.length);
  expect((await app.request("/nothing")).status).toBe(404);
});
