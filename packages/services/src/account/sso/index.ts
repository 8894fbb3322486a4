export { finishSingleSignOn } from "./finish.ts";
export { insertPerson } from "./insert-person.ts";
export { isOfDomain } from "./is-of-domain.ts";
export { requireOpen } from "./require-open.ts";
export { startSingleSignOn } from "./start.ts";
export { takeOverUnproven } from "./take-over.ts";
