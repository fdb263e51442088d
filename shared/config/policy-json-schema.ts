import * as z from "zod";
import { policySchema } from "./policy-schema.ts";

/** A JSON Schema (draft 7, the newest that yaml-language-server reads) as plain data. */
export type JsonSchema = {
	readonly type?: string;
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly items?: JsonSchema;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: number;
	readonly description?: string;
};

/** The schema of `guardrail.yml` for editors, as text, as committed in `guardrail.schema.json`. */
export function policyJsonSchemaText(): string {
	return `${JSON.stringify(policyJsonSchema(), null, "\t")}\n`;
}

export function policyJsonSchema(): JsonSchema {
	return z.toJSONSchema(policySchema, { target: "draft-7", io: "input" }) as JsonSchema;
}

// `node shared/config/policy-json-schema.ts > shared/config/guardrail.schema.json` writes it anew.
if (import.meta.main) process.stdout.write(policyJsonSchemaText());
