const newline = 10;

/** A frame on the pipe between parent and child: a JSON array of messages and a line feed, which JSON text never holds. */
export function encodeFrame(messages: readonly unknown[]): string {
  return `${JSON.stringify(messages)}\n`;
}

/**
 * Cuts a byte stream into frames. `onFrame` receives each frame's parsed JSON. Throws when a frame grows beyond
 * `maxFrameBytes` or holds no JSON: the other side can no longer be trusted then.
 */
export function createFrameReader(
  maxFrameBytes: number,
  onFrame: (messages: unknown) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let heldBytes = 0;

  function hold(part: Buffer): void {
    heldBytes += part.length;
    if (heldBytes > maxFrameBytes) throw new RangeError("frame too large");
    // The chunk's memory may be read into again.
    parts.push(Buffer.from(part));
  }

  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      let text: string;
      if (parts.length === 0) text = chunk.toString("utf8", from, end);
      else {
        // Joining only when the whole frame is there keeps a large one in many chunks linear.
        hold(chunk.subarray(from, end));
        text = Buffer.concat(parts).toString("utf8");
        parts = [];
        heldBytes = 0;
      }
      from = end + 1;
      onFrame(JSON.parse(text));
    }
    if (from < chunk.length) hold(chunk.subarray(from));
  };
}
