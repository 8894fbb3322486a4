/** Whether a file of the compiler's `lib` folder declares the language itself as programs may use it: up to ES2024, and nothing of a browser. */
export function isLibraryFile(name: string): boolean {
  return /^lib\.(es5|decorators(\.legacy)?|es20(1[5-9]|2[0-4])(?!.*\.full\.).*)\.d\.ts$/.test(name);
}
