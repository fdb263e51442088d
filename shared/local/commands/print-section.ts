import type {
	Explained,
	ExplainedStep,
	ExplainedUntouched,
} from "../../core/notify/explain-plan.ts";
import { savingText, wholeDollars } from "../../core/notify/money-text.ts";
import type { Output } from "../cli/output.ts";
import type { Column } from "../cli/table.ts";

/** One plan as prose, a table, and what it leaves as it is. */
export function printSection(output: Output, heading: string, explained: Explained | null): void {
	if (explained === null) return;
	output.line(`\n${heading}${explained.tier === "ok" ? "" : ` (${explained.tier})`}`);
	for (const line of explained.prose.flatMap(wrapped)) output.line(`  ${line}`);
	if (explained.steps.length > 0) output.line();
	if (explained.steps.length > 0)
		output.table({ rows: explained.steps, columns: columnsFor(explained) });
	const { untouched } = explained;
	printUntouched(
		output,
		"STAYS HELD",
		untouched.filter(({ isHeld }) => isHeld),
	);
	printUntouched(
		output,
		"NOT TOUCHED",
		untouched.filter(({ isHeld }) => !isHeld),
	);
}

function printUntouched(
	output: Output,
	heading: string,
	untouched: readonly ExplainedUntouched[],
): void {
	if (untouched.length > 0) output.line(`  ${heading}`);
	for (const { endpoints, words, setting } of untouched) {
		const how = setting === null ? "" : ` (${setting})`;
		for (const line of wrapped(`${endpoints.join(", ")}: ${words}${how}`))
			output.line(`    ${line}`);
	}
}

/** What every terminal shows without a break, less the indent. */
const proseColumns = 76;

export function wrapped(sentence: string): string[] {
	const lines = [""];
	for (const word of sentence.split(" ")) {
		const last = lines.at(-1) ?? "";
		if (last !== "" && last.length + 1 + word.length > proseColumns) lines.push(word);
		else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
	}
	return lines;
}

/** Which budget asks is told where it is not always the same one. */
function columnsFor({ steps }: Explained): readonly Column<ExplainedStep>[] {
	if (steps.every(({ because }) => because === null)) return columns;
	// The numbers of each group stand in the prose above.
	const value = ({ because }: ExplainedStep) => because?.replace(/^group |:.*$/g, "") ?? "–";
	return [...columns, { heading: "GROUP", value, isWhole: true }];
}

const columns: readonly Column<ExplainedStep>[] = [
	{ heading: "  ENDPOINT", value: ({ endpoint }) => `  ${endpoint}` },
	{ heading: "CHANGE", value: ({ change }) => change },
	{ heading: "CRITICALITY", value: ({ criticality }) => criticality },
	{ heading: "WHEN", value: ({ when }) => (when === "this pass" ? "first" : "later") },
	{
		heading: "PER HOUR",
		value: ({ savesMicroUsdPerHour }) => savingText(savesMicroUsdPerHour),
		align: "right",
	},
	{
		heading: "DAY'S END",
		value: ({ savesByPeriodEndMicroUsd: saved }) =>
			saved === 0 ? "$0" : `−${wholeDollars(saved, "near")}`,
		align: "right",
	},
];
