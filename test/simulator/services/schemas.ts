const text = { type: "string" } as const;
const time = { type: "string", format: "date-time" } as const;
const optionalTime = { type: ["string", "null"], format: "date-time" } as const;

function closed(properties: Record<string, object>, optional: readonly string[] = []): object {
	const required = Object.keys(properties).filter((name) => !optional.includes(name));
	return { type: "object", properties, required, additionalProperties: false };
}

/** `GET /api/organizations/{name}/billing/usage`, as the Hub's document of August 2026 has it. */
export const usageSchema = closed({
	usage: closed({
		Endpoints: {
			type: "array",
			items: closed({
				entityId: text,
				label: text,
				product: { type: "string", pattern: "^endpoints/[a-z]+/[a-z0-9-]+/x\\d+$" },
				quantity: { type: "number", minimum: 0 },
				startedAt: time,
				stoppedAt: optionalTime,
				freeGrant: { type: "boolean" },
				productPrettyName: text,
				unitLabel: { const: "minute" },
				totalCostMicroUSD: { type: "integer", minimum: 0 },
				unitCostMicroUSD: { type: "number", exclusiveMinimum: 0 },
				active: { type: "boolean" },
			}),
		},
		Spaces: { type: "array" },
	}),
	period: closed({
		_id: text,
		entityId: text,
		entityType: { enum: ["org", "user"] },
		entityName: text,
		periodStart: time,
		periodEnd: time,
		invoice: closed({ type: text, id: text }),
		charges: { type: "array" },
	}),
});

const provider = closed(
	{
		provider: text,
		status: { enum: ["live", "error"] },
		context_length: { type: "integer" },
		pricing: closed({ input: { type: "number" }, output: { type: "number" } }),
		supports_tools: { type: "boolean" },
		supports_structured_output: { type: "boolean" },
		first_token_latency_ms: { type: "number" },
		throughput: { type: "number" },
		is_model_author: { type: "boolean" },
	},
	[
		"context_length",
		"pricing",
		"supports_tools",
		"supports_structured_output",
		"first_token_latency_ms",
		"throughput",
	],
);

/** `GET /v1/models` of the router. */
export const routerSchema = closed({
	object: { const: "list" },
	data: {
		type: "array",
		minItems: 1,
		items: closed({
			id: text,
			object: { const: "model" },
			created: { type: "integer" },
			owned_by: text,
			architecture: closed({
				input_modalities: { type: "array", items: text },
				output_modalities: { type: "array", items: text },
			}),
			providers: { type: "array", minItems: 1, items: provider },
		}),
	},
});

const payer = {
	id: { type: "string", pattern: "^[0-9a-f]{24}$" },
	name: text,
	fullname: text,
	canPay: { type: "boolean" },
	billingMode: { enum: ["prepaid", "postpaid"] },
	periodEnd: { type: ["integer", "null"] },
	avatarUrl: text,
};

/** `GET /api/whoami-v2` with a fine-grained token. */
export const whoAmISchema = closed({
	...payer,
	type: { const: "user" },
	email: text,
	emailVerified: { type: "boolean" },
	isPro: { type: "boolean" },
	orgs: {
		type: "array",
		items: closed({
			...payer,
			type: { const: "org" },
			email: { type: ["string", "null"] },
			plan: text,
			roleInOrg: text,
			securityRestrictions: { type: "array" },
			resourceGroups: { type: "array" },
		}),
	},
	auth: closed({
		type: { const: "access_token" },
		accessToken: closed({
			displayName: text,
			role: { const: "fineGrained" },
			createdAt: time,
			fineGrained: { type: "object", required: ["scoped", "global", "canReadGatedRepos"] },
		}),
	}),
});
