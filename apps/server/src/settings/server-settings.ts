import { z } from "zod";
import { httpUrl } from "./http-url.ts";
import { listOf } from "./list-of.ts";

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "Use postgresql://user:password@host:5432/name",
});

/** Where the server is, and what it keeps where. */
export const serverSettings = z.object({
  PORT: z.coerce
    .number("Use a number from 0 to 65535.")
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .meta({ description: "Port to listen on; `0` takes a free one." }),
  HOST: z.string().min(1).default("127.0.0.1").meta({
    description:
      "Address to listen on. With one that others can reach, the first account owns the instance only with the code that is printed at start.",
  }),
  PATCHOPS_URL: httpUrl.optional().meta({
    unset: "the listening address",
    description:
      "Public address, as people and clients reach it. An https address makes login cookies `Secure`.",
  }),
  PATCHOPS_DATA_DIR: z.string().min(1).default(".patchops").meta({
    description: "Directory of the embedded database, the master key and the journal of calls.",
  }),
  DATABASE_URL: postgresUrl.optional().meta({
    unset: "the embedded Postgres",
    description:
      "A Postgres of your own, as its owner: `postgresql://user:password@host:5432/name`. See [Self-hosting](self-hosting.md#a-postgres-of-your-own).",
  }),
  DATABASE_DIRECT_URL: postgresUrl.optional().meta({
    unset: "`DATABASE_URL`",
    description: "The same database, as its owner, past a connection pooler.",
  }),
  PATCHOPS_ROLES: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.enum(["api", "worker"], "Use api, worker, or both.")).min(1))
    .prefault("api,worker")
    .meta({
      description: "`worker` runs scheduled jobs and watches connections; `api` alone only answers requests.",
    }),
});
