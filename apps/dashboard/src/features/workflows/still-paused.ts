/** Of a workflow that somebody has paused, when a version of it is published. */
export const stillPaused = "It stays paused: its triggers start nothing until it is resumed.";
