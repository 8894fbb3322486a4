export { readConfig } from "../config.ts";
export { runCommand } from "./run-command.ts";
