import { z } from "zod";
import { roleSchema } from "./access.ts";
import { idSchema } from "./id.ts";

/** From the most lenient to the strictest. */
export const policyActions = ["allow", "ask", "block"] as const;
export const policyActionSchema = z.enum(policyActions);
export type PolicyAction = z.infer<typeof policyActionSchema>;

/** What a rule is about; what it does not name is any. */
const policySubject = {
  /** A connection's slug or id; not beside a tool, which has its connection. */
  connection: z.string().min(1).max(128).optional(),
  /** An exposed name. */
  tool: z.string().min(1).max(128).optional(),
  role: roleSchema.optional(),
  /** A profile's slug or id. */
  profile: z.string().min(1).max(64).optional(),
  /** A key's id. */
  apiKey: idSchema.optional(),
};

/** Makes a rule, or gives the one that names the same another action. */
export const setPolicyInput = z
  .object({
    action: policyActionSchema,
    ...policySubject,
    /** With `ask`: whether who asks may approve their own call; default everybody but viewers. */
    allowsSelfApproval: z.boolean().optional(),
  })
  .refine(({ connection, tool }) => connection === undefined || tool === undefined, {
    message: "Name a connection or a tool, not both: a tool has its connection.",
    path: ["connection"],
  });
export type SetPolicyInput = z.infer<typeof setPolicyInput>;

export const policyRef = z.object({ id: idSchema });
export type PolicyRef = z.infer<typeof policyRef>;

export const policyRuleSchema = z.object({
  id: idSchema,
  action: policyActionSchema,
  /** In words: `block shop_send for members`. */
  label: z.string(),
  /** A slug. */
  connection: z.string().nullable(),
  /** The exposed name. */
  tool: z.string().nullable(),
  role: roleSchema.nullable(),
  /** A slug. */
  profile: z.string().nullable(),
  apiKey: z.object({ id: idSchema, name: z.string() }).nullable(),
  /** How much it names: tool 2, connection 1, key 2, profile 1, role 1. The highest decides, between equals the strictest. */
  weight: z.number().int(),
  /** null = the default: everybody but viewers may approve their own calls. */
  allowsSelfApproval: z.boolean().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PolicyRule = z.infer<typeof policyRuleSchema>;

export const policyListSchema = z.object({
  /** In the order in which they decide. */
  rules: z.array(policyRuleSchema),
  /** Whether tools that call themselves destructive need an approval where no rule says otherwise. */
  asksDestructive: z.boolean(),
});
export type PolicyList = z.infer<typeof policyListSchema>;

export const setPolicyDefaultsInput = z.object({ asksDestructive: z.boolean() });
export type SetPolicyDefaultsInput = z.infer<typeof setPolicyDefaultsInput>;

/** What is to happen with a call, and which rule says so. */
export const policyDecisionSchema = z.object({
  action: policyActionSchema,
  rule: z.object({
    /** null = no rule of the organization: the default. */
    id: idSchema.nullable(),
    label: z.string(),
  }),
});
export type PolicyDecision = z.infer<typeof policyDecisionSchema>;
