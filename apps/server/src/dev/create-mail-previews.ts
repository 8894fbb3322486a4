import { mailPreviews } from "@patchops/services";
import { Hono } from "hono";
import { html, raw } from "hono/html";

/** Every mail that PatchOps sends, made from its sample: as HTML in a frame of a mail's width, and as text below it. */
export function createMailPreviews(): Hono {
  const previews = mailPreviews();
  const app = new Hono();
  app.get("/", ({ html: answer }) =>
    answer(
      html`<!doctype html>
        <html lang="en">
          <meta charset="utf-8" />
          <meta name="color-scheme" content="light dark" />
          <title>Mails of PatchOps</title>
          <h1>Mails</h1>
          <nav>
            <ul>
              ${previews.map(({ kind, subject }) => html`<li><a href="#${kind}">${kind}</a>: ${subject}</li>`)}
            </ul>
          </nav>
          ${previews.map(
            ({ kind, subject, text, html: body }) => html`
              <section id="${kind}">
                <h2>${subject}</h2>
                <iframe title="${kind}" sandbox srcdoc="${body}" width="640" height="560"></iframe>
                <pre>${text}</pre>
              </section>
            `,
          )}
        </html>`,
    ),
  );
  app.get("/:kind", ({ req, html: answer, notFound }) => {
    const preview = previews.find(({ kind }) => kind === req.param("kind"));
    return preview ? answer(raw(preview.html)) : notFound();
  });
  return app;
}
