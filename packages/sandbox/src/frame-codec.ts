/** A frame on the pipe between parent and child: four bytes of length, then a JSON array of messages in UTF-8. */
export function encodeFrame(messages: readonly unknown[]): Buffer {
  const text = JSON.stringify(messages);
  const sizeBytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(4 + sizeBytes);
  frame.writeUInt32LE(sizeBytes, 0);
  frame.write(text, 4, "utf8");
  return frame;
}

/**
 * Cuts a byte stream into frames. `onFrame` receives each frame's parsed JSON. Throws when a frame announces more than
 * `maxFrameBytes` or holds no JSON: the other side can no longer be trusted then.
 */
export function createFrameReader(
  maxFrameBytes: number,
  onFrame: (messages: unknown) => void,
): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let bufferedBytes = 0;
  let neededBytes = 4;
  return (chunk) => {
    chunks.push(chunk);
    bufferedBytes += chunk.length;
    // Joining only when a whole frame is there keeps a large frame in many chunks linear.
    while (bufferedBytes >= neededBytes) {
      const buffer = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const sizeBytes = buffer.readUInt32LE(0);
      if (sizeBytes > maxFrameBytes) throw new RangeError("frame too large");
      neededBytes = 4 + sizeBytes;
      chunks = [buffer];
      if (bufferedBytes < neededBytes) return;
      const rest = buffer.subarray(neededBytes);
      const text = buffer.toString("utf8", 4, neededBytes);
      bufferedBytes = rest.length;
      chunks = rest.length > 0 ? [rest] : [];
      neededBytes = 4;
      onFrame(JSON.parse(text));
    }
  };
}
