export { listCatalog } from "./list.ts";
export { openRegistry, type Registry } from "./open-registry.ts";
export { providerOf, resolveEntry } from "./resolve.ts";
