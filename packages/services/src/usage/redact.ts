export interface Redacted {
  value: unknown;
  /** How many fields and texts were replaced, in whole or in part. */
  hidden: number;
}

const mark = "[hidden]";
const cut = "[cut]";

/** Names of fields whose value is a secret whatever it looks like; compared without case, `-`, `_` and blanks. */
const secretName =
  /passw(or)?d|passphrase|pwd$|secret|token$|authorization|apikey|accesskey|privatekey|signingkey|credential|cookie|^auth$|sessionid|connectionstring|^dsn$|^pin$|^otp$|^cvv$/;

/** Texts that are keys by their form. */
const secretForms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:sk|pk|rk|whsec)[-_](?:live|test|proj|ant|or)?[-_]?[\w-]{16,}/g,
  /\bp[os]_[0-9A-Za-z]{8,}_[\w-]{8,}/g,
  /\b(?:gh[opusr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|npm_\w{30,}|hf_\w{20,})/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  // A secret's name and value inside a text: `"api_key": "…"`, `password=…`.
  /(?<=["']?\b[\w-]*(?:password|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|authorization)["']?\s{0,3}[:=]\s{0,3})(?!\[hidden\])(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"',;&}\]]{4,})/gi,
];

/** What every form above has in it somewhere: most texts have none of it, and are spared the forms. */
const secretSign =
  /[:=@]|eyJ|-----BEGIN|(?:sk|pk|rk|whsec)[-_]|p[os]_|gh[opusr]_|github_pat_|glpat-|xox|npm_|hf_|AKIA|ASIA|AIza|Bearer|Basic/i;

/**
 * A copy of a JSON value without what looks like a secret, at most about `maxBytes` long: what comes after is replaced
 * by `[cut]`; fields of further names are hidden as well. Its cost follows the copy's size, not the value's.
 */
export function redact(value: unknown, maxBytes: number, hiddenFields: readonly string[] = []): Redacted {
  const ownNames = new Set(hiddenFields.map(plainName));
  let hidden = 0;
  let left = maxBytes;

  function copyText(text: string): string {
    const part = text.length > left ? `${text.slice(0, Math.max(0, left))}${cut}` : text;
    let clean = part.replaceAll("\0", "").toWellFormed();
    if (secretSign.test(clean)) {
      for (const form of secretForms) {
        clean = clean.replace(form, () => {
          hidden += 1;
          return mark;
        });
      }
    }
    left -= Buffer.byteLength(clean) + 4;
    return clean;
  }

  function copy(item: unknown, depth: number): unknown {
    if (left <= 0 || depth > 64) return cut;
    if (typeof item === "string") return copyText(item);
    left -= 8;
    if (item === null || typeof item === "number" || typeof item === "boolean") return item;
    if (Array.isArray(item)) {
      const copies: unknown[] = [];
      for (const element of item) {
        copies.push(copy(element, depth + 1));
        if (left <= 0) break;
      }
      return copies;
    }
    if (typeof item !== "object") return null;
    const entries: [string, unknown][] = [];
    for (const name in item) {
      if (!Object.hasOwn(item, name)) continue;
      const field = Reflect.get(item, name);
      const isSecret =
        field !== null && field !== "" && (secretName.test(plainName(name)) || ownNames.has(plainName(name)));
      if (isSecret && (typeof field !== "boolean" || ownNames.has(plainName(name)))) {
        hidden += 1;
        entries.push([copyText(name), mark]);
      } else entries.push([copyText(name), copy(field, depth + 1)]);
      if (left <= 0) break;
    }
    return Object.fromEntries(entries);
  }

  return { value: copy(value, 0), hidden };
}

/** Names are compared without case, `-`, `_` and blanks. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

/** A text without what looks like a secret, at most about `maxLength` long. */
export function redactText(text: string, maxLength: number): string {
  return String(redact(text, maxLength).value);
}
