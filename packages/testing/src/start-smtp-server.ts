import { once } from "node:events";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { waitFor } from "./wait-for.ts";

/** A mail as a server took it. */
export interface ReceivedMail {
  from: string;
  to: readonly string[];
  /** Headers and bodies as they came. */
  raw: string;
  subject: string;
  text: string;
  html: string;
  /** By their names in small letters. */
  headers: ReadonlyMap<string, string>;
}

export interface SmtpServerBehavior {
  /** Refuses a recipient with this reply, such as `550 5.1.1 No such user`; null takes it. */
  refuseRecipient?: (address: string) => string | null;
  /** Refuses a message after its last byte. */
  refuseMessage?: () => string | null;
  /** Hangs up in place of the reply to a message that it has taken. */
  dropsAfterMessage?: () => boolean;
  /** How long the reply to a message is held back. */
  delayMs?: number;
}

export interface SmtpTestServer {
  /** `smtp://127.0.0.1:…` */
  url: string;
  mails: readonly ReceivedMail[];
  /** Of each of them: whether it came over TLS. */
  isEncrypted: readonly boolean[];
  behavior: SmtpServerBehavior;
  /** The first mail to this address that is not taken yet. */
  nextMailTo(address: string): Promise<ReceivedMail>;
  close(): Promise<void>;
}

function replyError(reply: string): Error {
  const [, code = "550", text = reply] = /^(\d{3}) (.*)$/.exec(reply) ?? [];
  return Object.assign(new Error(text), { responseCode: Number(code) });
}

/** A real SMTP server on loopback that keeps what it gets, and can be told to misbehave. */
export async function startSmtpServer(
  behavior: SmtpServerBehavior = {},
  /** Offers STARTTLS with this certificate, and takes any login. */
  tls?: { cert: string; key: string },
): Promise<SmtpTestServer> {
  const state = { behavior };
  const mails: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  const isEncrypted: boolean[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...(tls === undefined
      ? { disabledCommands: ["STARTTLS", "AUTH"] }
      : {
          ...tls,
          allowInsecureAuth: true,
          onAuth: (_auth, _session, callback) => callback(null, { user: "u" }),
        }),
    logger: false,
    onRcptTo({ address }, _session, callback) {
      const refusal = state.behavior.refuseRecipient?.(address) ?? null;
      callback(refusal === null ? null : replyError(refusal));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const refusal = state.behavior.refuseMessage?.() ?? null;
        if (refusal !== null) return callback(replyError(refusal));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false || mailFrom === undefined ? "" : mailFrom.address;
        const raw = Buffer.concat(chunks).toString("utf8");
        isEncrypted.push(session.secure);
        const { subject = "", text = "", html = "", headers } = await PostalMime.parse(raw);
        mails.push({
          from,
          to: rcptTo.map(({ address }) => address),
          ...{ raw, subject, text, html },
          headers: new Map(headers.map(({ key, value }) => [key, value])),
        });
        if (state.behavior.dropsAfterMessage?.()) {
          for (const connection of server.connections) connection.close();
          return;
        }
        setTimeout(callback, state.behavior.delayMs ?? 0);
      });
    },
  });
  server.on("error", () => undefined);
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    isEncrypted,
    get behavior() {
      return state.behavior;
    },
    set behavior(next) {
      state.behavior = next;
    },
    async nextMailTo(to) {
      const mail = await waitFor(() => mails.find((mail) => mail.to.includes(to) && !taken.has(mail)));
      taken.add(mail);
      return mail;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
