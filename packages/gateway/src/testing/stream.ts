/** The JSON-RPC messages of an event stream's text, in order; an event that only bears an id is none. */
export function messagesOf(text: string): unknown[] {
  return text
    .split("\n\n")
    .flatMap((event) => event.split("\n").filter((line) => /^data: ./.test(line)))
    .map((line): unknown => JSON.parse(line.slice("data: ".length)));
}
