import { type JsonSchema, policyJsonSchema } from "./policy-json-schema.ts";

/** `docs/policy.md`: every key of `guardrail.yml`, its form, default and meaning, from the schema itself. */
export function policyReference(): string {
	const rows = rowsOf(policyJsonSchema(), "");
	return [
		"# The policy file",
		"",
		"`guardrail.yml` says what may be spent and what may be touched. This table is generated from the schema that checks the file, so it cannot drift; `npm run docs` writes it anew. Editors complete and check the file with `shared/config/guardrail.schema.json`.",
		"",
		"A file with an unknown key, a zone that does not exist, a budget that is not above 0 or tiers that do not grow is refused with file, line, column and what is allowed. Examples: [docs/examples](examples).",
		"",
		"| Key | Form | Default | Meaning |",
		"|---|---|---|---|",
		...rows.map(
			({ key, form, fallback, meaning }) => `| \`${key}\` | ${form} | ${fallback} | ${meaning} |`,
		),
		"",
	].join("\n");
}

type Row = { key: string; form: string; fallback: string; meaning: string };
type Described = JsonSchema & { readonly default?: unknown; readonly required?: readonly string[] };

function rowsOf(schema: Described, path: string): Row[] {
	return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
		const key = path === "" ? name : `${path}.${name}`;
		const isRequired = schema.required?.includes(name) === true;
		return [
			rowOf(key, child, isRequired),
			...rowsOf(child, key),
			...rowsOf(child.items ?? {}, `${key}[]`),
		];
	});
}

function rowOf(key: string, schema: Described, isRequired: boolean): Row {
	const { default: value } = schema;
	const isPlain = ["string", "number", "boolean"].includes(typeof value);
	return {
		key,
		form: formOf(schema),
		fallback: isRequired ? "**required**" : isPlain ? `\`${String(value)}\`` : "–",
		meaning: (schema.description ?? "").replaceAll("|", "\\|"),
	};
}

function formOf(schema: Described): string {
	if (schema.enum !== undefined)
		return schema.enum
			.map((value) => `\`${JSON.stringify(value)}\``.replaceAll('"', ""))
			.join(", ");
	if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
	const { minimum, exclusiveMinimum, maximum } = schema;
	const least =
		exclusiveMinimum === undefined
			? minimum === undefined
				? ""
				: `from ${minimum}`
			: `above ${exclusiveMinimum}`;
	const most = maximum === undefined || maximum > 1e12 ? "" : `to ${maximum}`;
	return [schema.type ?? "value", least, most].filter((part) => part !== "").join(" ");
}

// `node shared/config/policy-reference.ts > docs/policy.md` writes it anew.
if (import.meta.main) process.stdout.write(policyReference());
