/** HTML that is safe to send: what is put into it is escaped, unless it is such HTML itself. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(
    parts.map((part, index) => part + (index < values.length ? shown(values[index]) : "")).join(""),
  );
}

function shown(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(shown).join("");
  return String(value ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function money(cents: number, currency: string): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);
}

export const dateText = (seconds: number) =>
  new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");

/** A whole page, in the manner of nothing in particular: it says what it stands in for. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        td, th { border-bottom: 1px solid #ddd; padding: 0.4rem 0.5rem 0.4rem 0; text-align: left; }
        td:last-child, th:last-child { text-align: right; }
        form { display: inline-block; margin: 0.5rem 0.5rem 0.5rem 0; }
        button, select, input { font: inherit; padding: 0.3rem 0.8rem; }
        [role="alert"] { background: #fee; padding: 0.5rem 1rem; }
        small { color: #666; }
      </style>
      <main>
        <small>A stand-in for Stripe: no money moves here.</small>
        <h1>${title}</h1>
        ${body}
      </main>
    </html>`.text;
}
