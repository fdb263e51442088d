import { createRequire } from "node:module";

const rules = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as {
	readonly forbidden: readonly { readonly name: string }[];
};

const prefix = "core-flows-forward-";

/** The stages of the core, in the order in which the import rules let them look back. */
export const stages: readonly string[] = rules.forbidden
	.map((rule) => rule.name)
	.filter((name) => name.startsWith(prefix))
	.map((name) => name.slice(prefix.length));
