import type { Look } from "../../core/detect/alert-book.ts";
import { asleepLooks, isAsleep, sleptThrough } from "../../core/detect/asleep-looks.ts";
import { type EndpointSketch, newEndpointSketch } from "../../core/detect/endpoint-sketch.ts";
import { floorTo, metricLooks } from "../../core/detect/metric-looks.ts";
import { trafficBinMs } from "../../core/detect/rules.ts";
import type { WatchFinding } from "../../domain/alert.ts";
import { hourMs, hourOf, type Instant, minuteMs } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import { isAccountError } from "../../ports/account-error.ts";
import type { WatchDeps, WatchPass } from "./watch-pass.ts";

export type Asked = {
	readonly looks: readonly Look[];
	readonly findings: readonly WatchFinding[];
	/** Sketches that completed an hour, or are new. */
	readonly sketches: readonly EndpointSketch[];
	/** Of every endpoint that answered, by name. */
	readonly seen: ReadonlyMap<string, EndpointSketch>;
	readonly askedLast: string | null;
	/** Endpoints that were asked and answered, and that are left for the next pass. */
	readonly answered: number;
	readonly left: number;
};

/** Calls of watch in flight; the meter has its own. */
const callsInFlight = 4;
/** A pass ends before the next one begins, whatever the account's answers take. */
const passMs = 100_000;
/** Windows of up to 300 points of a minute each; what is older is a gap. */
const longestWindowMs = 5 * hourMs;

/**
 * Asks endpoint after endpoint, beginning behind the one that was asked last, until the calls that the meter and
 * the guard leave are used up. Nothing is lost by waiting: the next answer reaches back to where the last one ended.
 */
export async function askMetrics(deps: WatchDeps, pass: WatchPass): Promise<Asked> {
	const queue = inTurn(pass);
	const asking = new Asking(deps, pass, queue.length);
	const next = async (): Promise<void> => {
		for (let posture = queue.shift(); posture !== undefined; posture = queue.shift()) {
			if (asking.isOver) return;
			await asking.ask(posture);
		}
	};
	await Promise.all(Array.from({ length: callsInFlight }, next));
	return asking.result;
}

function inTurn({ postures, state }: WatchPass): Posture[] {
	const sorted = postures.toSorted((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
	const { askedLast } = state;
	const start = askedLast === null ? 0 : sorted.findIndex(({ endpoint }) => endpoint > askedLast);
	return start <= 0 ? sorted : [...sorted.slice(start), ...sorted.slice(0, start)];
}

class Asking {
	readonly #deps: WatchDeps;
	readonly #pass: WatchPass;
	readonly #all: number;
	readonly #looks: Look[] = [];
	readonly #findings: WatchFinding[] = [];
	readonly #sketches: EndpointSketch[] = [];
	readonly #seen = new Map<string, EndpointSketch>();
	#askedLast: string | null;
	#done = 0;
	#isOver = false;

	constructor(deps: WatchDeps, pass: WatchPass, all: number) {
		this.#deps = deps;
		this.#pass = pass;
		this.#all = all;
		this.#askedLast = pass.state.askedLast;
	}

	get isOver(): boolean {
		return this.#isOver || this.#deps.clock.now() - this.#pass.now > passMs;
	}

	get result(): Asked {
		return {
			looks: this.#looks,
			findings: this.#findings,
			sketches: this.#sketches,
			seen: this.#seen,
			askedLast: this.#askedLast,
			answered: this.#done,
			left: this.#all - this.#done,
		};
	}

	async ask(posture: Posture): Promise<void> {
		const { store, now, rules } = this.#pass;
		const stored = await store.readSketch(posture.endpoint, posture.createdAt);
		const sketch = stored ?? newSketch(posture, now);
		if (isAsleep(posture)) this.#looks.push(...asleepLooks(posture, rules, now));
		const awakeUntil = isAsleep(posture) ? posture.since : now;
		const isTaken = isAsleep(posture) && sketch.traffic.until >= floorTo(awakeUntil, trafficBinMs);
		const taken = isTaken ? sketch : await this.#askAccount(posture, { sketch, stored });
		if (taken === null) return;
		const slept = sleptThrough(taken, posture, now);
		this.#keep(slept, stored);
		this.#seen.set(posture.endpoint, slept);
		this.#done += 1;
		this.#askedLast = posture.endpoint;
	}

	async #askAccount(
		posture: Posture,
		{ sketch, stored }: { sketch: EndpointSketch; stored: EndpointSketch | null },
	): Promise<EndpointSketch | null> {
		const { now, rules, policy } = this.#pass;
		const { endpoint } = posture;
		try {
			const window = { from: windowFrom(sketch, posture, now), to: now };
			const metrics = await this.#deps.metrics.readMetrics(endpoint, window);
			const settings = policy.alerts;
			const seen = metricLooks({ metrics, posture, sketch, rules, settings, now });
			this.#looks.push(...seen.looks.filter(({ rule }) => isKept(rule.id, posture)));
			this.#find(endpoint, seen.findings);
			return seen.sketch;
		} catch (error) {
			this.#refused(endpoint, error);
			return stored;
		}
	}

	#keep(sketch: EndpointSketch, stored: EndpointSketch | null): void {
		const isNew = stored === null;
		const before = stored?.traffic.until ?? 0;
		if (isNew || hourOf(sketch.traffic.until) > hourOf(before)) this.#sketches.push(sketch);
	}

	#find(endpoint: string, findings: readonly string[]): void {
		const at = this.#pass.now;
		this.#findings.push(...findings.map((what) => ({ endpoint, what, at })));
	}

	#refused(endpoint: string, error: unknown): void {
		const code = isAccountError(error) ? error.code : "unavailable";
		if (code === "call-budget" || code === "rate-limited") this.#isOver = true;
		else this.#find(endpoint, [`metrics ${code}`]);
	}
}

/** Of one that sleeps by now, only how restless it was until then. */
function isKept(rule: string, posture: Posture): boolean {
	return !isAsleep(posture) || rule === "cold-starts" || rule === "autoscaling-thrash";
}

function newSketch({ endpoint, createdAt }: Posture, now: Instant): EndpointSketch {
	const from = Math.max(floorTo(now, trafficBinMs) - hourMs, ceilTo(createdAt, trafficBinMs));
	return newEndpointSketch({ endpoint, createdAt }, from, trafficBinMs);
}

/** At least the last whole hour, and all since the newest bin that is kept. */
function windowFrom(sketch: EndpointSketch, { createdAt }: Posture, now: Instant): Instant {
	const wanted = Math.min(sketch.traffic.until, hourOf(now) - hourMs);
	const earliest = floorTo(now - longestWindowMs, trafficBinMs) + 10 * minuteMs;
	return Math.max(wanted, earliest, floorTo(createdAt, trafficBinMs));
}

function ceilTo(at: Instant, stepMs: number): Instant {
	return Math.ceil(at / stepMs) * stepMs;
}
