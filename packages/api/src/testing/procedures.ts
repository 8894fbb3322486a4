import { appRouter } from "../index.ts";

export interface Procedure {
  path: string;
  type: "query" | "mutation" | "subscription";
  inputs: unknown[];
  /** For who is not known yet. */
  isPublic: boolean;
  /** For the operator, on loopback. */
  isOperators: boolean;
}

/** `account.visitor` answers everybody. */
const publicPaths = [
  "account.appeal",
  "account.confirmEmail",
  "account.confirmLink",
  "account.joinWaitlist",
  "account.logIn",
  "account.logInByPasskey",
  "account.pendingLink",
  "account.requestPasswordReset",
  "account.resetPassword",
  "account.signUp",
  "account.startPasskeyLogin",
  "account.startProviderLogin",
  "account.suspension",
  "account.visitor",
  "deletion.cancel",
  "deletion.get",
  "instance.info",
  "invitation.preview",
  "notification.unsubscribe",
  "singleSignOn.start",
  "support.proof",
  "support.prove",
];

/** Every procedure of the router. */
export const procedures: readonly Procedure[] = Object.entries<object>(appRouter._def.procedures).map(
  ([path, procedure]) => {
    // tRPC's own types see routers here, and no schemas; at run time the record is flat.
    const { type, inputs }: Pick<Procedure, "type" | "inputs"> = Reflect.get(procedure, "_def");
    return {
      path,
      type,
      inputs,
      isPublic: publicPaths.includes(path),
      isOperators: path.startsWith("operator."),
    };
  },
);
