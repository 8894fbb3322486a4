import { spawn } from "node:child_process";

/** The program of a system that opens an address in the browser, with its arguments; no shell ever sees the address. */
function opener(url: string): [command: string, args: string[]] {
  if (process.platform === "darwin") return ["open", [url]];
  if (process.platform === "win32") return ["rundll32", ["url.dll,FileProtocolHandler", url]];
  return ["xdg-open", [url]];
}

/** Opens one of our own pages in the browser, where there is one. The address is printed beside it in any case. */
export function openPage(url: string): void {
  const [command, args] = opener(url);
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.once("error", () => undefined);
  child.unref();
}
