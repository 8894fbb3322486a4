/** Keys on the accent of a primary button. */
export const runKeysClassName = "[&_kbd]:border-on-accent/35 [&_kbd]:bg-transparent [&_kbd]:text-on-accent";
