import type { Alert, AlertCause, AlertEvidence } from "../../domain/alert.ts";
import { microUsdPerUsd } from "../../domain/money.ts";
import { moneyText, rateText } from "./money-text.ts";

/** What an alert says, with the numbers that were compared, without its endpoint's name. */
export function alertText({ rule, evidence }: Alert): string {
	const write = texts[rule];
	return write === undefined ? rule : write(evidence);
}

/** Its endpoint or group in front; the namespace's budget has no name of its own. */
export function alertLine(alert: Alert): string {
	const name = subjectName(alert);
	return name === null ? alertText(alert) : `${name}: ${alertText(alert)}`;
}

/** The rule, and what it is on. */
export function alertName(alert: Alert): string {
	const name = subjectName(alert);
	return name === null ? alert.rule : `${alert.rule} on ${name}`;
}

function subjectName({ endpoint, group }: Alert): string | null {
	return endpoint ?? (group === undefined ? null : `group ${group}`);
}

const texts: Readonly<Record<string, (evidence: AlertEvidence) => string>> = {
	"hourly-spend": (of) =>
		`${money(of, "trailingHourMicroUsd")} in the last hour, a 24th of the budget is ${money(of, "lineMicroUsd")}`,
	"cost-spike": (of) =>
		`${money(of, "trailingHourMicroUsd")} in the last hour, usual for this hour is ${money(of, "normalMicroUsd")}, known at most ${money(of, "knownPeakMicroUsd")}`,
	"burn-rate": (of) =>
		`${money(of, "spentMicroUsd")} in ${amount(of, "hours")} h, the line is ${money(of, "lineMicroUsd")}`,
	"replica-runaway": (of) =>
		`${amount(of, "replicas")} replicas, expected at most ${amount(of, "expectedMaxReplicas")}`,
	"request-surge": (of) =>
		`${amount(of, "requests")} requests in 10 min, usual ${amount(of, "usual")}, known at most ${amount(of, "knownPeak")}`,
	"configuration-drift": (of) =>
		`set to cost up to ${money(of, "extraMicroUsdPerDay")} a day more: ${changesIn(of)}`,
	"guard-blind": (of) => `the guard cannot see: ${amount(of, "reason")}`,
	unpriced: (of) =>
		`${amount(of, "instanceType")} ${amount(of, "instanceSize")} has no price, counted at ${rate(of, "assumedMicroUsdPerHour")}`,
	"idle-billed": (of) =>
		`billed without a request for ${amount(of, "idleHours")} h, ${rate(of, "wasteMicroUsdPerHour")}`,
	"stuck-initialising": (of) =>
		`initialising for ${amount(of, "minutes")} min and billed, usual is below ${amount(of, "bound")}`,
	"unexplained-replicas": (of) =>
		`${amount(of, "replicas")} replicas for ${amount(of, "minutes")} min, its traffic explains ${amount(of, "explainedReplicas")}, ${rate(of, "microUsdPerHour")}`,
	"lost-scale-down": (of) =>
		`may sleep and is awake without a request for ${amount(of, "awakeIdleMinutes")} min`,
	"cold-starts": (of) =>
		`${amount(of, "coldStarts")} cold starts in an hour, more than ${amount(of, "bound")}; starting costs ${rate(of, "startsMicroUsdPerHour")}`,
	"autoscaling-thrash": (of) =>
		`${amount(of, "what")}: ${amount(of, "eventsOfDay")} scale events in 24 h, ${amount(of, "turnsOfHour")} turns in an hour; starting takes ${percent(of, "startingShare")} of the replica time, ${money(of, "startsMicroUsdPerDay")} a day`,
	"unknown-state": (of) => `in the state "${amount(of, "state")}", which nobody documents`,
	"regional-variance": (of) =>
		`${unitMoney(of, "microUsd")} a ${amount(of, "per")} in ${amount(of, "region")}, ${unitMoney(of, "cheapestMicroUsd")} in ${amount(of, "cheapestRegion")}`,
	"cost-per-request": (of) =>
		`a request costs ${unitMoney(of, "microUsdPerRequest")}, usual is ${unitMoney(of, "baselineMicroUsdPerRequest")} (${amount(of, "days")} days)`,
	"low-utilisation": (of) =>
		`busy ${amount(of, "utilisationPercent")} % over 24 h, below ${amount(of, "bound")} %`,
	"queue-depth": (of) => `${amount(of, "value")} requests wait, more than ${amount(of, "bound")}`,
	latency: (of) =>
		`95 % answered within ${amount(of, "value")} ms, above ${amount(of, "bound")} ms`,
	"bill-drift": (of) =>
		`metered ${money(of, "meteredMicroUsd")}, billed ${money(of, "billedMicroUsd")}, ${percent(of, "ratio")} apart${worstIn(of)}; ${amount(of, "suspended")}`,
	"price-list": (of) => `the price list is not believed, the last good one stays: ${doubtIn(of)}`,
	"error-rate": (of) =>
		`${percent(of, "value")} of answers are errors, above ${percent(of, "bound")}`,
};

const notChanges: ReadonlySet<string> = new Set(["extraMicroUsdPerDay", "changedBy", "changedAt"]);

function changesIn(evidence: AlertEvidence): string {
	const pairs = Object.entries(evidence).filter(([name]) => !notChanges.has(name));
	const by = evidence["changedBy"];
	const who = typeof by === "string" ? ` (${by})` : "";
	return `${pairs.map(([name, change]) => `${name} ${change}`).join(", ")}${who}`;
}

/** A price that moved, or rows that are missing. */
function doubtIn(evidence: AlertEvidence): string {
	const hardware = evidence["hardware"];
	return typeof hardware === "string"
		? `${hardware} moved from ${rate(evidence, "before")} to ${rate(evidence, "after")}`
		: `${amount(evidence, "after")} rows after ${amount(evidence, "before")}`;
}

function worstIn(evidence: AlertEvidence): string {
	const name = evidence["worstEndpoint"];
	if (typeof name !== "string") return "";
	const metered = money(evidence, "worstMeteredMicroUsd");
	return `, most of it ${name} (${metered}, billed ${money(evidence, "worstBilledMicroUsd")})`;
}

function amount(evidence: AlertEvidence, name: string): string {
	const value = evidence[name] ?? null;
	if (value === null) return "unknown";
	return typeof value === "number" ? plain(value) : value;
}

const fewDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

function plain(value: number): string {
	return Math.abs(value) < 100 ? fewDigits.format(value) : whole.format(value);
}

function money(evidence: AlertEvidence, name: string): string {
	const value = evidence[name];
	return typeof value === "number" ? moneyText(value) : "an unknown amount";
}

/** A request costs far less than a cent. */
function unitMoney(evidence: AlertEvidence, name: string): string {
	const value = evidence[name];
	return typeof value === "number"
		? `$${fewDigits.format(value / microUsdPerUsd)}`
		: "an unknown amount";
}

function rate(evidence: AlertEvidence, name: string): string {
	const value = evidence[name];
	return typeof value === "number" ? rateText(value) : "an unknown rate";
}

function percent(evidence: AlertEvidence, name: string): string {
	const value = evidence[name];
	return typeof value === "number" ? `${fewDigits.format(value * 100)} %` : "an unknown share";
}

const kinds: Readonly<Record<string, string>> = {
	price: "its price changed",
	configuration: "its configuration changed",
	traffic: "its traffic grew",
	replicas: "more replicas, which nothing known explains",
};

/** One endpoint's part in what costs more: `chat  its traffic grew, +$3.20/h (71 %) since 10:05`. */
export function causeLine(cause: AlertCause, clock: (at: number) => string): string {
	const { endpoint, kind, extraMicroUsdPerHour, share, since, configured } = cause;
	const what = configured ?? kinds[kind] ?? kind;
	const from = since === null ? "" : ` since ${clock(since)}`;
	const part = `${Math.round(share * 100)} %`;
	return `${endpoint}  ${what}, +${rateText(extraMicroUsdPerHour)} (${part})${from}`;
}
