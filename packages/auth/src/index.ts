export {
  type Auth,
  createAuth,
  type NewSession,
  type SessionAdapter,
  type SessionAttributes,
  type SessionRecord,
  type UserAttributes,
  type ValidSession,
} from "./create-auth.ts";
