import type { Cron } from "../domain/schedule.ts";

export type ParsedCron =
	| { readonly ok: true; readonly cron: Cron }
	| { readonly ok: false; readonly problem: string };

type Field = {
	readonly name: string;
	readonly from: number;
	readonly to: number;
	readonly names: readonly string[];
};

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Source: crontab(5). Seven is Sunday as well; names are only for months and weekdays. */
const fields: readonly Field[] = [
	{ name: "minute", from: 0, to: 59, names: [] },
	{ name: "hour", from: 0, to: 23, names: [] },
	{ name: "day", from: 1, to: 31, names: [] },
	{ name: "month", from: 1, to: 12, names: ["", ...months] },
	{ name: "weekday", from: 0, to: 7, names: weekdays },
];

/** Five fields of numbers, names, `*`, lists, ranges and steps. */
export function parseCron(text: string): ParsedCron {
	const words = text.trim().split(/\s+/);
	if (words.length !== fields.length) {
		return { ok: false, problem: `has ${words.length} fields, not five` };
	}
	const read = fields.map((field, index) => valuesOf(words[index] ?? "", field));
	const problem = read.find((values) => typeof values === "string");
	if (typeof problem === "string") return { ok: false, problem };
	const [minutes = [], hours = [], days = [], inMonths = [], on = []] = read as number[][];
	const anyDay = isRestricted(words[2]) && isRestricted(words[4]);
	const onDays = [...new Set(on.map((day) => day % 7))].sort((a, b) => a - b);
	const cron = { text: words.join(" "), minutes, hours, days, months: inMonths, anyDay };
	return { ok: true, cron: { ...cron, weekdays: onDays } };
}

function isRestricted(word: string | undefined): boolean {
	return word?.startsWith("*") !== true;
}

/** Ascending, each once; a text: why not. */
function valuesOf(word: string, field: Field): number[] | string {
	const parts = word.split(",").map((part) => rangeOf(part, field));
	const problem = parts.find((part) => typeof part === "string");
	if (typeof problem === "string") return problem;
	return [...new Set(parts.flatMap((part) => (typeof part === "string" ? [] : part)))].sort(
		(a, b) => a - b,
	);
}

function rangeOf(part: string, field: Field): number[] | string {
	const refused = `"${part.slice(0, 20)}" is no ${field.name} (${field.from} to ${field.to})`;
	const [range = "", step = "1", ...more] = part.split("/");
	if (more.length > 0 || !/^\d{1,3}$/.test(step) || Number(step) === 0) return refused;
	const [first, last] = range === "*" ? [field.from, field.to] : endsOf(range, field);
	// Without an end, a step goes on to the end of the field.
	const end = last ?? (part.includes("/") ? field.to : first);
	if (first === null || end === null || end === undefined || first > end) return refused;
	const count = Math.floor((end - first) / Number(step)) + 1;
	return Array.from({ length: count }, (_, index) => first + index * Number(step));
}

function endsOf(range: string, field: Field): readonly [number | null, (number | null)?] {
	const [first = "", last, ...more] = range.split("-");
	if (more.length > 0) return [null];
	return last === undefined
		? [numberOf(first, field)]
		: [numberOf(first, field), numberOf(last, field) ?? -1];
}

function numberOf(word: string, { from, to, names }: Field): number | null {
	const named = word === "" ? -1 : names.indexOf(word.toLowerCase());
	if (named >= 0) return named;
	if (!/^\d{1,2}$/.test(word)) return null;
	const value = Number(word);
	return value >= from && value <= to ? value : null;
}
