/** The version of this package, sent with every request. A test keeps it equal to package.json. */
export const version = "0.1.0";
