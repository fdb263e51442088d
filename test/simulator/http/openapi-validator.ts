import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

type Operation = {
	responses: Record<string, { content?: Record<string, { schema?: object }> }>;
};
type Specification = {
	paths: Record<string, Record<string, Operation>>;
	components: { schemas: object };
};

const file = new URL("../../fixtures/huggingface-openapi-subset.json", import.meta.url);
const specification = JSON.parse(readFileSync(file, "utf8")) as Specification;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validators = new Map<string, ValidateFunction>();

/** Every operation of the vendor's document that this project knows, like `GET /v2/provider`. */
export const operations: readonly string[] = Object.entries(specification.paths).flatMap(
	([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** The operation that a request belongs to, or null. */
export function operationOf(method: string, path: string): string | null {
	const exact = `${method} ${path}`;
	if (operations.includes(exact)) return exact;
	return operations.find((operation) => patternOf(operation).test(exact)) ?? null;
}

/** What is wrong with the body of a 200 according to the vendor's document; empty means nothing. */
export function problemsOf(operation: string, body: unknown): string[] {
	const validate = validators.get(operation) ?? compiled(operation);
	if (!validate) return [`The document has no schema for ${operation}.`];
	validators.set(operation, validate);
	return problemsFound(validate, body);
}

/** What is wrong with a body according to a schema of the project's own. */
export function schemaProblems(schema: object, body: unknown): string[] {
	return problemsFound(ajv.compile(schema), body);
}

function compiled(operation: string): ValidateFunction | null {
	const [method = "", path = ""] = operation.split(" ");
	const content = specification.paths[path]?.[method.toLowerCase()]?.responses["200"]?.content;
	const schema = content?.["application/json"]?.schema ?? content?.["text/plain"]?.schema;
	return schema ? ajv.compile({ ...schema, components: specification.components }) : null;
}

function problemsFound(validate: ValidateFunction, body: unknown): string[] {
	if (validate(body)) return [];
	return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function patternOf(operation: string): RegExp {
	return new RegExp(`^${operation.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
