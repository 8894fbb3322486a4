/** The JSON-RPC messages of an event stream's text, in order. */
export function messagesOf(text: string): unknown[] {
  return text
    .split("\n\n")
    .flatMap((event) => event.split("\n").filter((line) => line.startsWith("data: ")))
    .map((line): unknown => JSON.parse(line.slice("data: ".length)));
}
