/** A program stands alone: what it needs of the world comes from tools. */
export const noModules =
  "Modules cannot be imported here. Take the import away; tools are reached as tools.<connection>.<tool>(args), and URL, TextEncoder, crypto and their kin are there by themselves.";
