import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { SimulatedEndpoint } from "../../../shared/simulator/endpoint.ts";
import type { Report } from "./report.ts";

/** lo trails the true spend by what was not read yet; after that three passes are enough. */
const certainRatio = 2.05;
const patienceMs = 10 * minuteMs;

/** The first line with the same margin; endpoints are capped in waves, each a few passes long. */
const trimRatio = 1.25;
const trimPatienceMs = 45 * minuteMs;

/** Guard comes every five minutes, and the account may refuse a replica for a moment. */
const schedulePatienceMs = 15 * minuteMs;

/**
 * On days without faults: what costs money over the shutdown line is paused within minutes, and over the
 * first line nothing runs more replicas than its minimum for long.
 */
export class LivenessChecker {
	readonly #report: Report;
	readonly #priceOf: (hardware: SimulatedEndpoint["hardware"]) => number;
	#since: Instant | null = null;
	#aboveMinimumSince: Instant | null = null;
	#waitingSince: Instant | null = null;

	constructor(report: Report, priceOf: (hardware: SimulatedEndpoint["hardware"]) => number) {
		this.#report = report;
		this.#priceOf = priceOf;
	}

	/** Something is due, nothing holds it back, and it is not done: in words, or null. */
	scheduled(now: Instant, waiting: string | null): void {
		if (waiting === null) {
			this.#waitingSince = null;
			return;
		}
		this.#waitingSince ??= now;
		if (now - this.#waitingSince <= schedulePatienceMs) return;
		this.#report("what is due is done when the endpoint is free", `for 15 minutes ${waiting}`);
	}

	passed(now: Instant, ratio: number, endpoints: readonly SimulatedEndpoint[]): void {
		this.#checkTrim(now, ratio, endpoints);
		const costly = endpoints.find((endpoint) => this.#isCostly(endpoint));
		if (ratio <= certainRatio || costly === undefined) {
			this.#since = null;
			return;
		}
		this.#since ??= now;
		if (now - this.#since <= patienceMs) return;
		const percent = Math.round(100 * ratio);
		this.#report(
			"what is certain is acted on",
			`at ${percent} % of the budget ${costly.name} has been running for more than 10 minutes.`,
		);
	}

	#checkTrim(now: Instant, ratio: number, endpoints: readonly SimulatedEndpoint[]): void {
		const above = endpoints.find(isAboveMinimum);
		if (ratio <= trimRatio || above === undefined) {
			this.#aboveMinimumSince = null;
			return;
		}
		this.#aboveMinimumSince ??= now;
		if (now - this.#aboveMinimumSince <= trimPatienceMs) return;
		const { name, readyReplica, scaling } = above;
		this.#report(
			"what is certain is acted on",
			`at ${Math.round(100 * ratio)} % of the budget ${name} still runs ${readyReplica} replicas, ` +
				`${scaling.minReplica} would do, and nothing was capped for 45 minutes.`,
		);
	}

	/**
	 * Expensive, running, and neither protected nor critical. What was asleep before the guard's first action
	 * is not expensive by the rule (SEMANTICS 4), so whatever may sleep is left out.
	 */
	#isCostly({ state, readyReplica, tags, hardware, scaling }: SimulatedEndpoint): boolean {
		if (scaling.scaleToZeroTimeout !== null) return false;
		if (state !== "running" || tags.includes("protected") || tags.includes("critical"))
			return false;
		return readyReplica * this.#priceOf(hardware) >= 500_000;
	}
}

/** A standard endpoint that runs all the time, with more replicas than it was configured to keep. */
function isAboveMinimum({ state, readyReplica, tags, scaling }: SimulatedEndpoint): boolean {
	const isStandard = tags.length === 0 && scaling.scaleToZeroTimeout === null;
	return isStandard && state === "running" && readyReplica > Math.max(1, scaling.minReplica);
}
