/** Starts the inspector of a server that is to be asked by `readHeap`, on a free port of loopback. */
export const inspected = { NODE_OPTIONS: "--inspect=127.0.0.1:0" } as const;

interface HeapFacts {
  /** What lives after a full collection. */
  usedKiB: number;
  timers: number;
}

/**
 * What a node's heap holds after a full collection, and how many timers it waits for, by the inspector that it was started with:
 * resident memory says of a process what its allocator has kept, this says what is held. `output`: what the node has printed.
 */
export async function readHeap(output: string): Promise<HeapFacts> {
  const url = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
  if (url === undefined) throw new Error("the node was started without its inspector");
  const socket = new WebSocket(url);
  const answers = new Map<number, (result: Record<string, unknown>) => void>();
  let asked = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result = {} } = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown> };
    if (id !== undefined) answers.get(id)?.(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`no inspector at ${url}`)));
  });
  const ask = (method: string, params: Record<string, unknown> = {}) =>
    new Promise<Record<string, unknown>>((resolve) => {
      asked += 1;
      answers.set(asked, resolve);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  try {
    // What the first one has finalizers for is gone with the second one.
    for (let n = 0; n < 2; n += 1) await ask("HeapProfiler.collectGarbage");
    const { usedSize } = await ask("Runtime.getHeapUsage");
    const expression = 'process.getActiveResourcesInfo().filter((name) => name === "Timeout").length';
    const { result } = await ask("Runtime.evaluate", { expression, returnByValue: true });
    const { value } = result as { value?: unknown };
    return { usedKiB: Number(usedSize) / 1_024, timers: Number(value) };
  } finally {
    socket.close();
  }
}
