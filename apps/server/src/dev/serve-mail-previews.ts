import process from "node:process";
import { serve } from "@hono/node-server";
import { createMailPreviews } from "./create-mail-previews.ts";

const port = 3001;

serve({ fetch: createMailPreviews().fetch, hostname: "127.0.0.1", port }, () => {
  process.stdout.write(`  Mails: http://127.0.0.1:${port}\n`);
});
