import { type Received, type Sent, send } from "./send.ts";

interface Cookie {
  name: string;
  value: string;
  path: string;
}

/** A browser as far as signing in needs one: cookies by their paths, redirects by hand. */
export interface Browser {
  /** Sends one request with its cookies and keeps those of the answer; follows nothing. */
  visit(url: string, options?: Sent): Promise<Received>;
  /** Takes a `Set-Cookie` value. */
  take(setCookie: string): void;
  cookies: Cookie[];
}

export function openBrowser(): Browser {
  const browser: Browser = {
    cookies: [],
    take(setCookie) {
      const [pair = "", ...attributes] = setCookie.split(/; */);
      const [name = "", value = ""] = pair.split("=", 2);
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? "/";
      browser.cookies = browser.cookies.filter((each) => each.name !== name || each.path !== path);
      if (value !== "" && !/expires=thu, 01 jan 1970/i.test(setCookie))
        browser.cookies.push({ name, value, path });
    },
    async visit(url, options = {}) {
      const { pathname } = new URL(url);
      const cookie = browser.cookies
        .filter(({ path }) => path === "/" || pathname === path || pathname.startsWith(`${path}/`))
        .map(({ name, value }) => `${name}=${value}`)
        .join("; ");
      const headers = { ...(cookie === "" ? {} : { cookie }), ...options.headers };
      const answer = await send(url, { method: "GET", ...options, headers });
      for (const each of [answer.headers["set-cookie"] ?? []].flat()) browser.take(each);
      return answer;
    },
  };
  return browser;
}
