import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Resource = {
	readonly Type: string;
	readonly Properties?: Readonly<Record<string, unknown>>;
	readonly DependsOn?: string | readonly string[];
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
};

export type Template = {
	readonly Resources: Readonly<Record<string, Resource>>;
	readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
};

/** What `serverless deploy` would hand to CloudFormation. */
export function readTemplate(root: string): Template {
	const path = join(root, ".serverless", "cloudformation-template-update-stack.json");
	return JSON.parse(readFileSync(path, "utf8")) as Template;
}

export function resourcesOf(template: Template, type: string): readonly [string, Resource][] {
	return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
