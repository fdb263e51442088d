import { UsageError } from "../cli/usage-error.ts";

/** The one namespace of a token; a `UsageError` where there are several: none is chosen silently. */
export function theOnlyNamespace(namespaces: readonly string[]): string {
	const [only] = namespaces;
	if (only !== undefined && namespaces.length === 1) return only;
	throw new UsageError(
		`the token can see several namespaces: ${namespaces.join(", ")}`,
		"say which: --namespace NAME (npm start -- --namespace NAME), or namespace: in guardrail.yml",
	);
}
