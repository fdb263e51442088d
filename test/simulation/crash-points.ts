import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Violation } from "./checkers/report.ts";
import type { Call, Process } from "./process.ts";
import { end, hold, midnight, shortPlan, start } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

/** A place where a process can die, by name: which pass, which of its calls, before or after the effect. */
export type CrashPoint = {
	readonly pass: string;
	/** Names the process. */
	readonly key: number;
	/** The day is judged until then; null: to its end, when everything has to be back. */
	readonly until: Instant | null;
	readonly index: number;
	readonly call: string;
	readonly phase: "before" | "after";
};

const everyMs = 2 * minuteMs;
/** Two more passes after the one that died are enough to see what it left behind. */
const meterJudgedMs = 15 * minuteMs;

/** The passes of this day whose every call is a crash point, by when they begin. */
const passes: readonly { readonly name: string; readonly kind: string; readonly nth: Nth }[] = [
	{ name: "meter, first of all", kind: "meter", nth: () => 0 },
	{ name: "meter, nothing changed", kind: "meter", nth: byCalls((calls) => calls.length === 4) },
	{ name: "meter, something changed", kind: "meter", nth: firstWith("put hour", 20 * minuteMs) },
	{ name: "meter, an endpoint is gone", kind: "meter", nth: firstWith("delete posture", 0) },
	{ name: "guard, first of all", kind: "guard", nth: () => 0 },
	{ name: "guard, nothing to do", kind: "guard", nth: byCalls((calls) => calls.length === 6) },
	{ name: "guard, trim", kind: "guard", nth: firstWith("put restore", 0) },
	{ name: "guard, shutdown", kind: "guard", nth: firstMatching(/^pause /) },
	{ name: "guard, puts back a cap", kind: "guard", nth: firstAfterMidnight(/^scale /) },
	{ name: "guard, puts back a pause", kind: "guard", nth: firstMatching(/^resume /) },
	{ name: "notify", kind: "notify", nth: firstWith("send pager", 0) },
	{ name: "override", kind: "override", nth: () => 0 },
];

type Recorded = { readonly process: Process; readonly calls: string[] };
type Nth = (recorded: readonly Recorded[]) => number;

function byCalls(fits: (calls: readonly string[]) => boolean): Nth {
	return (recorded) => recorded.findIndex(({ calls }) => fits(calls));
}

function firstWith(call: string, after: number): Nth {
	return (recorded) =>
		recorded.findIndex(
			({ calls, process }) => calls.includes(call) && process.startedAt >= start + after,
		);
}

function firstMatching(pattern: RegExp): Nth {
	return byCalls((calls) => calls.some((call) => pattern.test(call)));
}

function firstAfterMidnight(pattern: RegExp): Nth {
	return (recorded) =>
		recorded.findIndex(
			({ calls, process }) =>
				process.startedAt >= midnight && calls.some((call) => pattern.test(call)),
		);
}

/** Every call of every kind of pass, in the order of the passes and of their calls. */
export async function crashPoints(): Promise<CrashPoint[]> {
	const recorded: Recorded[] = [];
	const byProcess = new Map<Process, string[]>();
	await shortDay((process, call) => {
		const known = byProcess.get(process);
		if (known !== undefined) known.push(call.name);
		else {
			const calls = [call.name];
			byProcess.set(process, calls);
			recorded.push({ process, calls });
		}
		return null;
	});
	return passes.flatMap(({ name, kind, nth }) => {
		const own = recorded.filter(({ process }) => process.kind === kind);
		const found = own[nth(own)];
		if (found === undefined) throw new Error(`the short day has no pass "${name}"`);
		return found.calls.flatMap((call, index) =>
			(["before", "after"] as const).map((phase) => ({
				pass: name,
				key: found.process.key,
				until: kind === "meter" ? found.process.startedAt + meterJudgedMs : null,
				index,
				call,
				phase,
			})),
		);
	});
}

/** The same day with one process dying at one point; null: no promise was broken. */
export async function crashAt(point: CrashPoint): Promise<Violation | null> {
	let isDone = false;
	const violation = await shortDay((process: Process, call: Call) => {
		if (isDone || process.key !== point.key || call.index !== point.index) return null;
		isDone = true;
		return point.phase === "before" ? "crash-before" : "crash-after";
	}, point.until);
	if (!isDone) throw new Error(`"${point.pass}" has no call ${point.index} any more`);
	return violation;
}

async function shortDay(
	interrupt: NonNullable<Simulation["interrupt"]>,
	until: Instant | null = null,
): Promise<Violation | null> {
	const simulation = new Simulation(shortPlan());
	const { scheduler, observer, account } = simulation;
	simulation.interrupt = interrupt;
	observer.look();
	let passes = 0;
	const meter = () => {
		passes += 1;
		simulation.spawn("meter", 1_000_000 + passes);
		scheduler.at(scheduler.now + everyMs, meter);
	};
	scheduler.at(start, meter);
	scheduler.at(start + 40 * minuteMs, () => {
		account.remove("gone", "ann");
		observer.look();
	});
	scheduler.at(midnight + 70 * minuteMs, () => simulation.grant(hold(midnight + 2 * hourMs), 7));
	scheduler.at(midnight, () => simulation.endFaults());
	await scheduler.runUntil(until ?? end, () => observer.violation !== null);
	if (observer.violation === null && until === null) observer.finish();
	return observer.violation;
}
