import { AppError } from "@patchops/contract";

/** Why a request ends whose key, app or person lost the right to act while it was under way. */
export class SenderBarred extends AppError {
  constructor() {
    super("unauthenticated", "The key, app or person that sent this may not act any more, so it was ended.", {
      sent: true,
      next: "Sign in again from the client, or use another key. It may have reached its server.",
    });
  }
}
