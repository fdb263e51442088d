import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export type Permission = {
	readonly functionName: string;
	readonly actions: readonly string[];
	/** As the table calls it: `the table`, `secret hf-read-token`. */
	readonly on: string;
	/** `its namespace`, a detail-type, or nothing. */
	readonly only: string;
};

const operations = resolve(import.meta.dirname, "../../docs/operations.md");

/** The rows of the table "What each function may do" in docs/operations.md. */
export function documentedPermissions(): readonly Permission[] {
	const section = readFileSync(operations, "utf8")
		.split("## What each function may do")[1]
		?.split("\n## ")[0];
	const rows = (section ?? "").split("\n").filter((line) => line.startsWith("| "));
	return rows.slice(1).flatMap((row) => {
		const [functionName = "", actions = "", on = "", only = ""] = row
			.slice(1)
			.split("|")
			.map((cell) => cell.trim());
		if (/^-+$/.test(functionName)) return [];
		const named = [...actions.matchAll(/`([^`]+)`/g)].map(([, action = ""]) => action);
		return { functionName, actions: named, on, only: only.replaceAll("`", "") };
	});
}
