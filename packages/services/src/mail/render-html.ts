import type { MailText } from "./mail-kind.ts";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const paragraph = `margin:0 0 16px;font-size:15px;line-height:23px;color:#16181d;${font}`;
const small = `margin:0 0 8px;font-size:13px;line-height:20px;color:#5b6270;${font}`;
const button = `display:inline-block;padding:10px 18px;border-radius:6px;background:#4c46d6;color:#ffffff;font-size:15px;font-weight:500;text-decoration:none;${font}`;

/** The same as HTML, for mail programs: inline styles, no picture, nothing fetched, so that opening it tells nobody. */
export function renderHtml(mail: MailText, unsubscribeUrl: string | null): string {
  const { subject, paragraphs, action, notes = [], reason } = mail;
  const body = [
    ...paragraphs.map((text) => `<p style="${paragraph}">${escapeHtml(text)}</p>`),
    ...(action
      ? [
          `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="${button}">${escapeHtml(action.label)}</a></p>`,
          `<p style="${small};word-break:break-all">${escapeHtml(action.url)}</p>`,
        ]
      : []),
    ...notes.map((text) => `<p style="${small}">${escapeHtml(text)}</p>`),
    `<hr style="border:0;border-top:1px solid #e3e5e9;margin:24px 0 16px">`,
    `<p style="${small}">You get this mail because ${escapeHtml(reason)}.${
      unsubscribeUrl === null
        ? ""
        : ` <a href="${escapeHtml(unsubscribeUrl)}" style="color:#4c46d6">No more of these</a>`
    }</p>`,
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:32px 16px;background:#f7f8f9">
<div role="article" style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border:1px solid #e3e5e9;border-radius:8px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:28px;color:#16181d;${font}">${escapeHtml(subject)}</h1>
${body.join("\n")}
</div>
</body>
</html>
`;
}
