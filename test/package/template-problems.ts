import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { Template } from "./template.ts";

type Spec = ReturnType<typeof loadAwsServiceSpecSync>;
type SpecResource = ReturnType<Spec["all"]>[number] & {
	readonly properties: Properties;
	readonly attributes: Readonly<Record<string, unknown>>;
};
type Property = { readonly required?: boolean; readonly type: PropertyType };
type Properties = Readonly<Record<string, Property>>;
type PropertyType = {
	readonly type: string;
	readonly element?: PropertyType;
	readonly types?: readonly PropertyType[];
	readonly reference?: { readonly $ref: string };
};

let loaded: Spec | null = null;

/**
 * What in a template is not as AWS's own schemas have it: types, unknown and missing properties, and
 * references to what does not exist.
 */
export function templateProblems(template: Template): string[] {
	loaded ??= loadAwsServiceSpecSync();
	const context: Context = { spec: loaded, template, problems: [] };
	for (const [id, { Type, Properties, DependsOn }] of Object.entries(template.Resources)) {
		const resource = specOf(context, Type);
		if (resource === null) context.problems.push(`${id}: there is no type ${Type}`);
		else checkObject(context, Properties ?? {}, { properties: resource.properties, path: id });
		for (const other of [DependsOn ?? []].flat()) checkReference(context, other, `${id}.DependsOn`);
	}
	checkIntrinsics(context, template.Resources, "Resources");
	checkIntrinsics(context, template.Outputs, "Outputs");
	return context.problems;
}

type Context = { readonly spec: Spec; readonly template: Template; readonly problems: string[] };

function specOf({ spec }: Context, type: string): SpecResource | null {
	const [found] = spec.lookup("resource", "cloudFormationType", "equals", type);
	return (found as SpecResource | undefined) ?? null;
}

type Place = { readonly properties: Properties; readonly path: string };

function checkObject(context: Context, value: object, { properties, path }: Place): void {
	for (const key of Object.keys(value)) {
		if (!Object.hasOwn(properties, key)) context.problems.push(`${path}.${key} is unknown`);
	}
	for (const [key, { required, type }] of Object.entries(properties)) {
		const given = (value as Readonly<Record<string, unknown>>)[key];
		if (given !== undefined) checkValue(context, given, { type, path: `${path}.${key}` });
		else if (required === true) context.problems.push(`${path}.${key} is missing`);
	}
}

type Expected = { readonly type: PropertyType; readonly path: string };

function checkValue(context: Context, value: unknown, { type, path }: Expected): void {
	if (isIntrinsic(value)) return;
	const check = checks[type.type];
	if (check !== undefined) check(context, value, { type, path });
}

type Check = (context: Context, value: unknown, expected: Expected) => void;

/** What CloudFormation takes as free form (maps, JSON, tags) is not looked into. */
const checks: Readonly<Record<string, Check>> = {
	string: checkScalar,
	integer: checkScalar,
	number: checkScalar,
	boolean: checkScalar,
	array: checkArray,
	union: checkUnion,
	ref: checkDefinition,
};

function checkScalar({ problems }: Context, value: unknown, { type, path }: Expected): void {
	if (!isScalar(value, type.type)) problems.push(`${path} is not of type ${type.type}`);
}

/** CloudFormation takes the text of a number or a truth value, but not one for the other. */
function isScalar(value: unknown, type: string): boolean {
	if (type === "string") return typeof value === "string";
	if (type === "boolean") return typeof value === "boolean" || /^(true|false)$/.test(String(value));
	return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
}

function checkArray(context: Context, value: unknown, { type, path }: Expected): void {
	if (!Array.isArray(value)) {
		context.problems.push(`${path} is not a list`);
		return;
	}
	const { element } = type;
	if (element === undefined) return;
	for (const [index, each] of value.entries()) {
		checkValue(context, each, { type: element, path: `${path}[${index}]` });
	}
}

function checkUnion(context: Context, value: unknown, { type, path }: Expected): void {
	const fits = (type.types ?? []).some((each) => {
		const problems: string[] = [];
		checkValue({ ...context, problems }, value, { type: each, path });
		return problems.length === 0;
	});
	if (!fits) context.problems.push(`${path} fits none of what it may be`);
}

function checkDefinition(context: Context, value: unknown, { type, path }: Expected): void {
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		context.problems.push(`${path} is not a group of properties`);
		return;
	}
	const id = type.reference?.$ref ?? "";
	const definition = context.spec.get("typeDefinition", id) as { readonly properties: Properties };
	checkObject(context, value, { properties: definition.properties, path });
}

function isIntrinsic(value: unknown): boolean {
	if (typeof value !== "object" || value === null) return false;
	const keys = Object.keys(value);
	return keys.length === 1 && /^(Ref|Fn::\w+)$/.test(keys[0] ?? "");
}

function checkIntrinsics(context: Context, value: unknown, path: string): void {
	if (typeof value !== "object" || value === null) return;
	for (const [key, each] of Object.entries(value)) {
		const here = `${path}.${key}`;
		if (key === "Ref") checkReference(context, String(each), here);
		else if (key === "Fn::GetAtt") checkAttribute(context, each as [string, string], here);
		else if (key === "Fn::Sub") checkSubstitution(context, String(each), here);
		else checkIntrinsics(context, each, here);
	}
}

function checkReference({ template, problems }: Context, id: string, path: string): void {
	if (id.startsWith("AWS::") || Object.hasOwn(template.Resources, id)) return;
	problems.push(`${path} names ${id}, which does not exist`);
}

function checkAttribute(context: Context, [id, name]: [string, string], path: string): void {
	const resource = context.template.Resources[id];
	if (resource === undefined) {
		checkReference(context, id, path);
		return;
	}
	const known = specOf(context, resource.Type)?.attributes ?? {};
	if (!Object.hasOwn(known, name)) {
		context.problems.push(`${path}: ${resource.Type} has no attribute ${name}`);
	}
}

function checkSubstitution(context: Context, text: string, path: string): void {
	for (const [, id = ""] of text.matchAll(/\$\{([\w:.]+)\}/g)) {
		const [resource = "", name] = id.split(".");
		if (name === undefined) checkReference(context, id, path);
		else checkAttribute(context, [resource, name], path);
	}
}
