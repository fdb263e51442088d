import { type Document, isMap, isNode, isScalar, type LineCounter } from "yaml";
import type * as z from "zod";
import { allowedValues, nearestKey, schemaAt } from "./allowed-values.ts";
import { nearest } from "./nearest.ts";
import { type JsonSchema, policyJsonSchema } from "./policy-json-schema.ts";
import { type PolicyProblem, showValue } from "./policy-problem.ts";
import { nearestTimeZone } from "./time-zone.ts";

export type YamlSource = {
	readonly file: string;
	readonly document: Document.Parsed;
	readonly lineCounter: LineCounter;
	readonly value: unknown;
};

type Path = readonly (string | number)[];
type Issue = z.core.$ZodIssue;

/** Finding the place of each costs a look through its whole group. */
const mostUnknownKeys = 20;

const wholeSchema = policyJsonSchema();

/** Turns what zod found into problems with a place in the file, what is allowed, and a hint. */
export function explainIssue(issue: Issue, source: YamlSource): readonly PolicyProblem[] {
	const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
	if (issue.code === "unrecognized_keys") {
		const keys = issue.keys.slice(0, mostUnknownKeys);
		return keys.map((key) => explainUnknownKey([...path, key], source));
	}
	const value = valueAt(source.value, path);
	const schema = schemaAt(wholeSchema, path);
	const allowed = statedAllowed(issue) ?? (schema === null ? null : allowedValues(schema));
	const hint = hintFor(path, value, schema);
	return [
		{
			...placeOf(pathToShow(issue, path, source), source),
			path: path.join("."),
			value: showValue(value),
			problem: describe(issue, value),
			allowed,
			hint: hint === allowed ? null : hint,
		},
	];
}

function explainUnknownKey(path: Path, source: YamlSource): PolicyProblem {
	const key = String(path.at(-1));
	const schema = schemaAt(wholeSchema, path.slice(0, -1));
	const near = schema === null ? null : nearestKey(schema, key);
	return {
		...placeOf(path, source),
		path: path.map(String).map(shortened).join("."),
		value: null,
		problem: "there is no such key",
		allowed: schema === null ? null : allowedValues(schema),
		hint: near === null ? null : `did you mean ${near}?`,
	};
}

/** An unknown key comes from the file and can be of any length and hold anything. */
function shortened(key: string): string {
	return /^[\w.-]{1,60}$/.test(key) ? key : (showValue(key) ?? "");
}

function describe(issue: Issue, value: unknown): string {
	if (issue.code === "custom" && issue.message !== "Invalid input") return issue.message;
	if (value === undefined) return "is missing";
	if (value === null) return "is empty";
	switch (issue.code) {
		case "too_small":
			return "is too small";
		case "too_big":
			return "is too large";
		case "invalid_type":
			return `is not ${nounOf(issue.expected)}`;
		default:
			return "is not allowed";
	}
}

const nouns: Readonly<Record<string, string>> = {
	number: "a finite number",
	int: "a whole number",
	string: "text",
	boolean: "true or false",
	array: "a list",
	object: "a group of keys",
};

function nounOf(expected: string): string {
	return nouns[expected] ?? expected;
}

function statedAllowed(issue: Issue): string | null {
	const { lower, allowed } = paramsOf(issue);
	if (lower !== undefined) return "trim < divert < shutdown < ceiling";
	return allowed ?? null;
}

function paramsOf(issue: Issue): { readonly lower?: string; readonly allowed?: string } {
	return issue.code === "custom" ? (issue.params ?? {}) : {};
}

/** Of two tiers out of order, the one that stands in the file: the other is a default. */
function pathToShow(issue: Issue, path: Path, source: YamlSource): Path {
	const { lower } = paramsOf(issue);
	if (lower === undefined || source.document.hasIn(path)) return path;
	return [...path.slice(0, -1), lower];
}

function hintFor(path: Path, value: unknown, schema: JsonSchema | null): string | null {
	const key = path.join(".");
	if (key === "") return null;
	if (value === undefined || value === null) return schema?.description ?? null;
	if (path.at(-1) === "zone") return zoneHint(value);
	if (key === "notify.slackWebhook") return "export the address and write env:SLACK_WEBHOOK_URL";
	if (typeof value === "string" && schema?.enum !== undefined) {
		const near = nearest(value, schema.enum.map(String));
		return near === null ? null : `did you mean ${near}?`;
	}
	if (schema?.type === "number" || schema?.type === "integer") return numberHint(path, value);
	return schema?.description ?? null;
}

function zoneHint(value: unknown): string | null {
	const near = typeof value === "string" ? nearestTimeZone(value) : null;
	return near === null ? "an IANA name such as Europe/Berlin or UTC" : `did you mean ${near}?`;
}

function numberHint(path: Path, value: unknown): string | null {
	const digits = typeof value === "string" ? value.replaceAll(/[^0-9.]/g, "") : "";
	if (digits !== "" && Number.isFinite(Number(digits))) return `write the number alone: ${digits}`;
	if (path[0] === "tiers" && typeof value === "number" && value > 50) {
		return `tiers are ratios: write ${value / 100} for ${value} %`;
	}
	return null;
}

type Place = Pick<PolicyProblem, "file" | "line" | "column">;

/** The value at a path, else its key, else the nearest group around it that stands in the file. */
function placeOf(path: Path, source: YamlSource): Place {
	for (let depth = path.length; depth > 0; depth -= 1) {
		const offset = offsetOf(path.slice(0, depth), depth === path.length, source.document);
		if (offset === null) continue;
		const { line, col } = source.lineCounter.linePos(offset);
		return { file: source.file, line: Math.max(1, line), column: Math.max(1, col) };
	}
	return { file: source.file, line: 1, column: 1 };
}

/** A key that is unknown, or whose group lacks something, is shown itself; else its value is. */
function offsetOf(path: Path, exact: boolean, document: Document.Parsed): number | null {
	const node = document.getIn(path, true);
	const known = schemaAt(wholeSchema, path) !== null;
	if (exact && known && isScalar(node) && node.value !== null && node.range) return node.range[0];
	const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
	const pair = isMap(parent) ? parent.items.find((item) => keyOf(item.key) === path.at(-1)) : null;
	if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
	return isNode(node) && node.range ? node.range[0] : null;
}

function keyOf(key: unknown): string {
	return String(isScalar(key) ? key.value : key);
}

function valueAt(value: unknown, path: Path): unknown {
	let found = value;
	for (const key of path) {
		if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
		found = (found as Readonly<Record<string | number, unknown>>)[key];
	}
	return found;
}
