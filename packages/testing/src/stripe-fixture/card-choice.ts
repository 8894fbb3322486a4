import { type Html, html } from "./html.ts";

/** A form that asks for one of the stand-in's cards. `act` is what its button sends as `do`. */
export function cardChoice(label: string, act: string, button: string): Html {
  return html`<form method="post">
    <label>${label} <select name="last4">
      <option value="4242">4242 (is taken)</option>
      <option value="0341">0341 (is declined)</option>
    </select></label>
    <button name="do" value="${act}">${button}</button>
  </form>`;
}
