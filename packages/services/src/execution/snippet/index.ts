export { createSnippet } from "./create.ts";
export { getSnippet } from "./get.ts";
export { listSnippets } from "./list.ts";
export { removeSnippet } from "./remove.ts";
export { renameSnippet } from "./rename.ts";
export { runSnippet } from "./run.ts";
export { saveSnippet } from "./save.ts";
