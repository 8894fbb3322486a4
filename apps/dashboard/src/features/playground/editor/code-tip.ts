export interface CodeTip {
  code: string;
  /** Of an upstream or a program: shown as text. */
  words: string | undefined;
}

/** A line of code and what is said of it, for a tooltip and beside a list of completions. */
export function codeTip({ code, words }: CodeTip): HTMLElement {
  const element = document.createElement("div");
  element.className = "cm-code-tip";
  const line = document.createElement("code");
  line.textContent = code;
  element.append(line);
  if (words) {
    const text = document.createElement("p");
    text.textContent = words;
    element.append(text);
  }
  return element;
}
