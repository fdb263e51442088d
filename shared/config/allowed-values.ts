import { nearest } from "./nearest.ts";
import type { JsonSchema } from "./policy-json-schema.ts";

/** The part of a schema that speaks of a path; null where it knows no such path. */
export function schemaAt(
	schema: JsonSchema,
	path: readonly (string | number)[],
): JsonSchema | null {
	let found: JsonSchema | undefined = schema;
	for (const key of path) {
		found = typeof key === "number" ? found?.items : ownProperty(found, key);
	}
	return found ?? null;
}

/** What may stand at a place, in words. */
export function allowedValues(schema: JsonSchema): string | null {
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum !== undefined) return schema.enum.join(" | ");
	switch (schema.type) {
		case "object":
			return `keys ${Object.keys(schema.properties ?? {}).join(", ")}`;
		case "array":
			return `a list${schema.items === undefined ? "" : ` of: ${allowedValues(schema.items)}`}`;
		case "integer":
			return `a whole number ${range(schema)}`;
		case "number":
			return `a number ${range(schema)}`;
		case "boolean":
			return "true | false";
		default:
			return schema.description ?? null;
	}
}

export function nearestKey(schema: JsonSchema, key: string): string | null {
	return nearest(key, Object.keys(schema.properties ?? {}));
}

function ownProperty(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
	const properties = schema?.properties ?? {};
	return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function range(schema: JsonSchema): string {
	const lower =
		schema.exclusiveMinimum === undefined
			? `from ${schema.minimum}`
			: `above ${schema.exclusiveMinimum}`;
	return `${lower} to ${schema.maximum}`;
}
