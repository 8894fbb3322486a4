import pg from "pg";

export type NotificationHandler = (payload: string) => void;

/** Asks within one session. */
export type SessionQuery = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

export interface Listener {
  /** Resolves once the server listens; the answer ends it. Notifications sent while the connection is away are lost. */
  listen(channel: string, handler: NotificationHandler): Promise<() => Promise<void>>;
  /** Does this with the session now, and in the background with each that takes its place: what it holds goes with it. */
  withSession<T>(work: (query: SessionQuery) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Sessions whose other end is gone without a word are ended by the server after 20 s, and with them what they hold. */
const keepAlive = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

/** One direct connection (a pooler in transaction mode cannot LISTEN), opened with the first channel and made anew when it breaks. */
export function openListener(connectionString: string, onError: (error: Error) => void): Listener {
  const handlers = new Map<string, Set<NotificationHandler>>();
  const works = new Set<(query: SessionQuery) => Promise<unknown>>();
  let connecting: Promise<pg.Client> | undefined;
  let lastQuery: Promise<unknown> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let isClosed = false;

  /** One query at a time: the driver is about to take no second one before the first is answered. */
  function query(client: pg.Client, text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const answer = lastQuery.then(() => client.query(text, values));
    lastQuery = answer.catch(() => undefined);
    return answer;
  }

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString,
      application_name: "patchops listen",
      options: keepAlive,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client.on("error", onError);
    client.on("notification", ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? "");
    });
    try {
      await client.connect();
      for (const channel of handlers.keys()) {
        await query(client, `listen ${client.escapeIdentifier(channel)}`);
      }
    } catch (error) {
      await client.end();
      throw error;
    }
    client.once("end", reconnect);
    failures = 0;
    for (const work of works) doWith(client, work).catch(onError);
    return client;
  }

  function doWith<T>(client: pg.Client, work: (query: SessionQuery) => Promise<T>): Promise<T> {
    return work((text, values) => query(client, text, values));
  }

  function connection(): Promise<pg.Client> {
    connecting ??= connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  }

  function reconnect(): void {
    connecting = undefined;
    if (isClosed) return;
    retry = setTimeout(
      () => {
        connection().catch((error: unknown) => {
          onError(error instanceof Error ? error : new Error(String(error)));
          reconnect();
        });
      },
      Math.min(5_000, 100 * 2 ** failures++),
    );
  }

  return {
    async listen(channel, handler) {
      const set = handlers.get(channel) ?? new Set();
      // At once: a listener that ends just now must not take the channel away.
      handlers.set(channel, set.add(handler));
      const remove = () => {
        set.delete(handler);
        if (set.size > 0 || handlers.get(channel) !== set) return false;
        return handlers.delete(channel);
      };
      try {
        const client = await connection();
        await query(client, `listen ${client.escapeIdentifier(channel)}`);
      } catch (error) {
        remove();
        throw error;
      }
      return async () => {
        if (!remove()) return;
        const current = await connecting?.catch(() => undefined);
        if (current && !handlers.has(channel))
          await query(current, `unlisten ${current.escapeIdentifier(channel)}`);
      };
    },
    async withSession(work) {
      const answer = await doWith(await connection(), work);
      works.add(work);
      return answer;
    },
    async close() {
      isClosed = true;
      clearTimeout(retry);
      const client = await connecting?.catch(() => undefined);
      await client?.end();
    },
  };
}
