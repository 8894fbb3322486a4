/** What a person does in a browser, without one: follows the redirects, answers the provider's page, and is sent back. */
export async function signInByHand(
  authorizationUrl: string,
  given: {
    /** Whose address ends the way; that one is not called. */
    redirectUri: string;
    answer?: "allow" | "deny";
  },
): Promise<URL> {
  const { redirectUri, answer = "allow" } = given;
  const cookies = new Map<string, string>();
  let url = new URL(authorizationUrl);
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(body ? { body } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    body = undefined;
    if (location !== null) {
      url = new URL(location, url);
      if (url.href.startsWith(redirectUri)) return url;
      continue;
    }
    const page = await response.text();
    if (!page.includes("<form")) {
      const words = page.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ").replace(/\s+/g, " ");
      throw new Error(`The provider stopped with ${response.status}: ${words.slice(0, 500)}`);
    }
    body = new URLSearchParams({ answer });
  }
  throw new Error("The provider redirects without end.");
}
