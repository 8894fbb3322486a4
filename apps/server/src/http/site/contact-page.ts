import { supportKinds } from "@patchops/contract";
import { escapeHtml } from "../docs/escape-html.ts";
import type { SiteFacts } from "./site-facts.ts";
import type { SitePage } from "./site-layout.ts";

export interface ContactState {
  /** What was written, to be written on. */
  values: Readonly<Record<string, string>>;
  /** Why it was not taken. */
  problem?: string;
  isSent?: boolean;
}

const kindWords: Record<(typeof supportKinds)[number], string> = {
  question: "A question",
  problem: "Something does not work",
  feedback: "Feedback",
  privacy: "My data: a copy, a correction, its deletion",
};

function form({ values, problem }: ContactState): string {
  const value = (name: string) => escapeHtml(values[name] ?? "");
  const kinds = supportKinds
    .map((kind) => {
      const isChosen = values.kind === kind ? " selected" : "";
      return `<option value="${kind}"${isChosen}>${kindWords[kind]}</option>`;
    })
    .join("");
  const note =
    problem === undefined ? "" : `<div class="note bad" role="alert"><p>${escapeHtml(problem)}</p></div>`;
  return `${note}<form class="form" method="post" action="/contact">
<label>Your mail address<input type="email" name="email" required maxlength="254" autocomplete="email" value="${value("email")}"></label>
<label>What it is<select name="kind">${kinds}</select></label>
<label>In a few words<input name="subject" required maxlength="150" value="${value("subject")}"></label>
<label>Message<textarea name="text" required maxlength="10000">${value("text")}</textarea></label>
<label class="trap" aria-hidden="true">Leave this empty<input name="website" tabindex="-1" autocomplete="off"></label>
<button class="action big" type="submit">Send</button>
</form>`;
}

/** How to reach who runs the instance. */
export function contactPage({ operator, supportEmail }: SiteFacts, state: ContactState): SitePage {
  const mail =
    supportEmail === null
      ? ""
      : ` Or write to <a href="mailto:${escapeHtml(supportEmail)}">${escapeHtml(supportEmail)}</a>.`;
  const body = state.isSent
    ? '<div class="note good" role="status"><p>Thank you. The answer comes by mail.</p></div>'
    : `<p>Have you an account? Then <a href="/support">write from there</a>: you find the answer there as well.${mail}</p>${form(state)}`;
  return {
    path: "/contact",
    title: "Contact",
    about: "Write to who runs this instance.",
    body: `<h1>Contact</h1><p class="lead">This instance is run by ${escapeHtml(operator)}.</p>${body}`,
    isText: true,
  };
}
