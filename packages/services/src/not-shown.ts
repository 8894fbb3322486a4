/** In the place of what was said, for an admin of the instance who looks at what somebody sees. */
export const notShown = "(not shown to who looks as somebody else)";
