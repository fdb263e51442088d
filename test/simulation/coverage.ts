import { faultKinds, invokedTwice } from "./fault-table.ts";
import { allFeatures } from "./features.ts";
import { plannedKinds } from "./planned-events.ts";

/** What the runs together have been through. */
export type Coverage = {
	readonly days: number;
	/** Days at three times the nominal faults. */
	readonly severeDays: number;
	/** Smallest and largest number of endpoints. */
	readonly fleet: readonly [number, number];
	readonly counts: ReadonlyMap<string, number>;
};

/** The bars of a run that is long enough to be judged by them. */
const judgedFromDays = 400;
const leastSevereShare = 0.2;
const leastPassesPerDay = 250;
/** Days of which every minute is played. */
const leastDenseShare = 0.1;
const widestFleet = [4, 12] as const;
/** The largest fleet is one of 81: of so many days hardly any set is without it. */
const fleetJudgedFromDays = 2_000;
/** Repeated messages that no lost answer explains, of all that were delivered. */
const mostRepeatedShare = 0.02;

const summed: readonly (readonly [string, readonly string[]])[] = [
	["crashes", ["crash-before", "crash-after"]],
	["lost races", ["lostRaces"]],
	["writes of unknown outcome", ["unknown-outcome", "half-written", "timeout-after"]],
	["calls that took effect after their caller gave up", ["timeout-late"]],
	["invocations that came twice", [invokedTwice, "twice"]],
	["changes and words of people", plannedKinds.filter((kind) => kind.startsWith("person-"))],
	["edits of the policy", ["budget-changes"]],
	["days of another length than 24 hours", ["oddDays"]],
	["stops", ["stops"]],
	["restores", ["restores"]],
	["changes by schedules", ["changes by schedules"]],
	["entries of schedules that were due while the guard held", ["entries due while held"]],
];

/** A line for each thing that a reader wants to know a run has met. */
export function coverageLines(coverage: Coverage): string[] {
	const { days, severeDays, fleet } = coverage;
	const share = Math.round((100 * severeDays) / Math.max(1, days));
	const number = (value: number) => Math.round(value).toLocaleString("en");
	return [
		`${number(passesPerDay(coverage))} passes a day, ${number(denseDays(coverage))} days of them ` +
			`at every minute, fleets of ${fleet[0]} to ${fleet[1]} endpoints, ` +
			`${share} % of the days at three times the faults`,
		...summed.map(([words, names]) => `${number(sumOf(coverage, names))} ${words}`),
		repeatedLine(coverage),
	];
}

/** Empty where the run met everything that it is there for; in sentences what it missed. */
export function coverageProblems(coverage: Coverage): string[] {
	const { days, severeDays, fleet, counts } = coverage;
	if (days < judgedFromDays) return [];
	const problems: string[] = [];
	if (severeDays / days < leastSevereShare) {
		problems.push("less than 20 % of the days had three times the faults");
	}
	if (passesPerDay(coverage) < leastPassesPerDay) problems.push("there were too few passes a day");
	if (denseDays(coverage) / days < leastDenseShare) {
		problems.push("less than 10 % of the days were played at every minute");
	}
	const isWidest = fleet[0] === widestFleet[0] && fleet[1] === widestFleet[1];
	if (days >= fleetJudgedFromDays && !isWidest) {
		problems.push(`the fleets had ${fleet[0]} to ${fleet[1]} endpoints instead of 4 to 12`);
	}
	for (const [words, names] of summed) {
		if (sumOf(coverage, names) === 0) problems.push(`there were no ${words}`);
	}
	if (repeatedShare(coverage) > mostRepeatedShare) problems.push(repeatedLine(coverage));
	const ordered = ["release"].map((kind) => `order: ${kind}`);
	const features = allFeatures.map((name) => `days of ${name}`);
	for (const kind of [...faultKinds, ...plannedKinds, ...features, ...ordered]) {
		if ((counts.get(kind) ?? 0) === 0) problems.push(`"${kind}" never happened`);
	}
	return problems;
}

/** A receiver that took a message and whose answer was lost gets it again: no sender can know better. */
function repeatedShare(coverage: Coverage): number {
	const repeated = sumOf(coverage, ["duplicates"]) - sumOf(coverage, [afterLostAnswer]);
	return repeated / Math.max(1, sumOf(coverage, ["deliveries"]));
}

const afterLostAnswer = "duplicates after a lost answer";

function repeatedLine(coverage: Coverage): string {
	const [all, repeated, lost] = [["deliveries"], ["duplicates"], [afterLostAnswer]].map((names) =>
		sumOf(coverage, names),
	);
	return (
		`${all} messages delivered, ${repeated} of them again: ${lost} after a lost answer, ` +
		`else ${(100 * repeatedShare(coverage)).toFixed(2)} % (at most ${100 * mostRepeatedShare} %)`
	);
}

function passesPerDay({ counts, days }: Coverage): number {
	return (counts.get("passes") ?? 0) / Math.max(1, days);
}

function denseDays(coverage: Coverage): number {
	return sumOf(coverage, ["denseDays"]);
}

function sumOf({ counts }: Coverage, names: readonly string[]): number {
	return names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
}
