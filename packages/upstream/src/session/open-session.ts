import { type JsonObject, rpcErrorCodes } from "@patchops/protocol";
import type { Channel } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import type { Caller } from "../request.ts";
import type { Transport } from "../target.ts";
import { UpstreamError } from "../upstream-error.ts";
import { discover } from "./discover.ts";
import { forget, type Knowledge } from "./knowledge.ts";
import { LegacySession } from "./legacy-session.ts";
import { ModernSession } from "./modern-session.ts";
import { rootsOfOpener } from "./roots-of-opener.ts";
import type { ClientInfo, ServerDescription, Session, SessionEvents } from "./session.ts";

export interface OpenSessionOptions {
  kind: Transport["kind"];
  /** Read, and added to. */
  knowledge: Knowledge;
  openChannel(way: "streamable" | "sse"): Channel;
  clientInfo: ClientInfo;
  /** What a legacy server is told. */
  capabilities: JsonObject;
  /** Whose request opens it, if anybody's. */
  opener?: Caller | undefined;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  events: SessionEvents;
}

/**
 * Opens a session with a server of any era. What is known of the server spares the asking; when it is wrong, it is forgotten.
 * Over HTTP the modern way is tried first and HTTP+SSE last; a process is asked the legacy way first, because some of them
 * answer nothing else. Throws UpstreamError, and leaves no channel open then.
 */
export async function openSession(options: OpenSessionOptions): Promise<Session> {
  const deadline = new Deadline(options.timeoutMs);
  const opening = new Opening(options, deadline);
  try {
    return options.kind === "http" ? await opening.overHttp() : await opening.overPipe();
  } finally {
    deadline.stop();
  }
}

class Opening {
  readonly #options: OpenSessionOptions;
  readonly #deadline: Deadline;

  constructor(options: OpenSessionOptions, deadline: Deadline) {
    this.#options = options;
    this.#deadline = deadline;
  }

  async overHttp(): Promise<Session> {
    const { knowledge } = this.#options;
    const { era, way = "streamable", server } = knowledge;
    if (era === "modern" && server) return this.#modern(this.#options.openChannel("streamable"), server);
    if (era === "legacy") {
      try {
        return await this.#with(way, (channel) => this.#legacy(channel, way));
      } catch (error) {
        if (!isRefused(error)) throw error;
        forget(knowledge);
      }
    }
    let refusal: unknown;
    try {
      return await this.#with("streamable", async (channel) => {
        const server = await discover(channel, { ...this.#options, deadline: this.#deadline });
        return server ? this.#modern(channel, server) : this.#legacy(channel, "streamable");
      });
    } catch (error) {
      if (!isRefused(error) || this.#deadline.isOver) throw explained(error);
      refusal = error;
    }
    try {
      return await this.#with("sse", (channel) => this.#legacy(channel, "sse"));
    } catch (error) {
      const isNoStream = error instanceof UpstreamError && error.code === "not_mcp";
      throw explained(isNoStream ? refusal : error);
    }
  }

  overPipe(): Promise<Session> {
    return this.#with("streamable", async (channel) => {
      const { knowledge } = this.#options;
      const modern = async () => {
        const server = await discover(channel, { ...this.#options, deadline: this.#deadline });
        return server ? this.#modern(channel, server) : null;
      };
      if (knowledge.era === "modern") {
        const session = await modern();
        if (session) return session;
      }
      try {
        return await this.#legacy(channel, "streamable");
      } catch (error) {
        const isRefusal = error instanceof UpstreamError && error.upstreamCode !== undefined;
        if (!isRefusal || this.#options.kind !== "stdio") throw explained(error);
        const session = await modern().catch(() => null);
        if (!session) throw explained(error);
        return session;
      }
    });
  }

  async #with(way: "streamable" | "sse", run: (channel: Channel) => Promise<Session>): Promise<Session> {
    const channel = this.#options.openChannel(way);
    try {
      return await run(channel);
    } catch (error) {
      await channel.close();
      throw error;
    }
  }

  #modern(channel: Channel, server: ServerDescription): Session {
    const { knowledge } = this.#options;
    knowledge.era = "modern";
    knowledge.server = server;
    return new ModernSession(channel, { ...this.#options, server });
  }

  async #legacy(channel: Channel, way: "streamable" | "sse"): Promise<Session> {
    const { opener, knowledge, signal, timeoutMs } = this.#options;
    const timeUp = AbortSignal.timeout(timeoutMs);
    const asking = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
    const roots = await rootsOfOpener(opener, knowledge, asking);
    const session = await LegacySession.open(
      channel,
      { ...this.#options, roots, isProcess: this.#options.kind === "stdio" },
      this.#deadline,
    );
    this.#options.knowledge.era = "legacy";
    this.#options.knowledge.way = way;
    return session;
  }
}

const modernCodes: readonly number[] = [
  rpcErrorCodes.unsupportedVersion,
  rpcErrorCodes.headerMismatch,
  rpcErrorCodes.missingClientCapability,
];

/** Whether a server refused `initialize` in a way that another way or era may fare better with. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false;
  const { code, httpStatus = 0, upstreamCode } = error;
  if (upstreamCode !== undefined && modernCodes.includes(upstreamCode)) return true;
  return (code === "not_mcp" || upstreamCode !== undefined) && [400, 404, 405].includes(httpStatus);
}

function explained(error: unknown): unknown {
  if (!(error instanceof UpstreamError) || error.upstreamCode === undefined) return error;
  const { httpStatus } = error;
  return new UpstreamError("protocol_error", "The server refused to open a session.", {
    sent: true,
    cause: error,
    ...(httpStatus === undefined ? {} : { httpStatus }),
  });
}
