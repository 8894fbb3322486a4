export { finishProviderLogin } from "./finish.ts";
export { linkedLogins, unlinkLogin } from "./linked-logins.ts";
export { confirmPendingLink, pendingLink } from "./pending-link.ts";
export { startProviderLogin } from "./start.ts";
