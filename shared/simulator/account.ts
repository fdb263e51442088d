/**
 * A Hugging Face account in one process: a deterministic state machine, driven by its clock alone.
 *
 * It is advanced lazily. Every method first lets everything happen that is due by `clock.now()`:
 * stages of replicas, evaluations of the autoscaler, and what the scenario's people do. What happens
 * depends on the seed, the scenario and the calls, never on how often or in which order one looks.
 *
 * Changes take the user name of who makes them; `settings.tokens` says which names are the guard.
 * Refused changes are values with the status and the words of the vendor; nothing has changed then.
 */

import { evaluate } from "./autoscaler.ts";
import { createBeginning } from "./beginning.ts";
import * as changes from "./changes.ts";
import type { SimulatorClock } from "./clock.ts";
import type {
	Disturbance,
	Instant,
	SimulatedEndpoint,
	SimulatedReplica,
	StageRange,
} from "./endpoint.ts";
import { endStage } from "./lifecycle.ts";
import type { LoadSample } from "./load-state.ts";
import { type Quota, quotasOf } from "./quotas.ts";
import { continueReplica } from "./replicas.ts";
import { type RequestOutcome, sendRequest } from "./requests.ts";
import type { Scenario, TimelineChange } from "./scenarios/scenario.ts";
import { type AccountSettings, defaultAccountSettings, type TokenOwner } from "./settings.ts";
import { replicasShown, snapshotOf, stageRangesShown } from "./snapshot.ts";
import { carryOut } from "./timeline.ts";
import { createTruth, type Truth } from "./truth.ts";
import type { EndpointRecord, World, WorldEvent } from "./world.ts";

export type AccountOptions = {
	clock: SimulatorClock;
	seed: number;
	scenario: Scenario;
	/** Over the scenario's own settings, which are over the defaults. */
	settings?: Partial<AccountSettings>;
};

export type AccountResult =
	| { ok: true; endpoint: SimulatedEndpoint }
	| { ok: false; status: number; error: string };

export type SimulatedAccount = {
	readonly namespace: string;
	readonly seed: number;
	readonly settings: AccountSettings;
	readonly scenario: Scenario;
	/** Where the account is served, without a slash at the end; set it before the first `url`. */
	baseUrl: string;
	/** The bill and the journal of what really happened. */
	readonly truth: Truth;
	/** The clock of the account. */
	now(): Instant;
	/** Lets everything happen that is due by an instant; never goes back. Returns the new now. */
	advanceTo(instant: Instant): Instant;
	/** Everything due by now has happened after this. */
	advance(): Instant;
	/** The owner of a token (without "Bearer "), or null. */
	authenticate(token: string): TokenOwner | null;

	/** All endpoints, oldest first. */
	list(): SimulatedEndpoint[];
	find(name: string): SimulatedEndpoint | null;
	/** The endpoint with this id, which is the last part of its data plane URL. */
	findById(id: string): SimulatedEndpoint | null;
	replicas(name: string): SimulatedReplica[] | null;
	/** Stage ranges that touch `[from, to)`, as the management API would show them. */
	stageRanges(name: string, from: Instant, to: Instant): StageRange[] | null;
	/** Minutes of load that ended in `(from, to]`, oldest first. */
	loadSamples(name: string, from: Instant, to: Instant): readonly LoadSample[];
	quotas(): Quota[];
	/** Micro-USD per hour as the price list shows it; null where the list hides it. */
	listedPriceMicroUsdPerHour(hardware: string): number | null;

	create(body: unknown, actor: string): AccountResult;
	/** The partial PUT of the management API. */
	update(name: string, body: unknown, actor: string): AccountResult;
	pause(name: string, actor: string): AccountResult;
	resume(name: string, actor: string): AccountResult;
	scaleToZero(name: string, actor: string): AccountResult;
	remove(name: string, actor: string): AccountResult;
	/** Something breaks, or is healed. */
	disturb(name: string, disturbance: Disturbance): AccountResult;
	/** Any change that a timeline can make, now. */
	perform(change: TimelineChange, actor: string): void;
	/** One request through the data plane. */
	request(name: string): RequestOutcome;
};

export function createAccount(options: AccountOptions): SimulatedAccount {
	const { clock, seed, scenario } = options;
	const settings = { ...defaultAccountSettings, ...scenario.settings, ...options.settings };
	const world = createBeginning({ seed, scenario, settings });
	const advance = () => advanceWorld(world, clock.now());
	const truth = createTruth(world.books, advance);
	const properties = { namespace: scenario.namespace, seed, settings, scenario, truth };
	return {
		...properties,
		get baseUrl() {
			return world.baseUrl;
		},
		set baseUrl(url: string) {
			world.baseUrl = url;
		},
		now: advance,
		advance,
		advanceTo: (instant) => advanceWorld(world, instant),
		authenticate: (token) => settings.tokens[token] ?? null,
		...readers(world, advance),
		...writers(world, advance),
	};
}

type Readers = Pick<
	SimulatedAccount,
	| "list"
	| "find"
	| "findById"
	| "replicas"
	| "stageRanges"
	| "loadSamples"
	| "quotas"
	| "listedPriceMicroUsdPerHour"
>;

function readers(world: World, advance: () => Instant): Readers {
	const show = (record: EndpointRecord | undefined) =>
		record === undefined ? null : snapshotOf(world, record);
	const get = (name: string) => {
		advance();
		return world.endpoints.get(name);
	};
	return {
		list() {
			advance();
			return [...world.endpoints.values()].map((record) => snapshotOf(world, record));
		},
		find: (name) => show(get(name)),
		findById(id) {
			advance();
			return show([...world.endpoints.values()].find((record) => record.id === id));
		},
		replicas(name) {
			const record = get(name);
			return record === undefined ? null : replicasShown(world, record);
		},
		stageRanges(name, from, to) {
			const record = get(name);
			return record === undefined ? null : stageRangesShown(world, record, { from, to });
		},
		loadSamples(name, from, to) {
			return samplesWithin(get(name)?.load.samples ?? [], from, to);
		},
		quotas() {
			advance();
			return quotasOf(world);
		},
		listedPriceMicroUsdPerHour(hardware) {
			const now = advance();
			const { prices } = world.books;
			const isHidden = world.settings.unlistedHardware.includes(hardware);
			return isHidden || !prices.has(hardware) ? null : prices.at(hardware, now);
		},
	};
}

type Writers = Pick<
	SimulatedAccount,
	| "create"
	| "update"
	| "pause"
	| "resume"
	| "scaleToZero"
	| "remove"
	| "disturb"
	| "perform"
	| "request"
>;

function writers(world: World, advance: () => Instant): Writers {
	const after = (make: () => changes.ChangeResult): AccountResult => {
		advance();
		const result = make();
		return result.ok ? { ok: true, endpoint: snapshotOf(world, result.endpoint) } : result;
	};
	return {
		create: (body, actor) => after(() => changes.create(world, body, actor)),
		update: (name, body, actor) => after(() => changes.update(world, name, body, actor)),
		pause: (name, actor) => after(() => changes.pause(world, name, actor)),
		resume: (name, actor) => after(() => changes.resume(world, name, actor)),
		scaleToZero: (name, actor) => after(() => changes.scaleToZero(world, name, actor)),
		remove: (name, actor) => after(() => changes.remove(world, name, actor)),
		disturb: (name, disturbance) => after(() => changes.disturb(world, name, disturbance)),
		perform(change, actor) {
			advance();
			carryOut(world, change, actor);
		},
		request(name) {
			advance();
			const record = world.endpoints.get(name);
			if (record === undefined) return { kind: "unknown", status: 404, error: "Not Found" };
			return sendRequest(world, record);
		},
	};
}

/** The event loop: each event happens at its own instant, then the rest of the time passes. */
function advanceWorld(world: World, instant: Instant): Instant {
	while (world.queue.nextAt() <= instant) {
		const { at, item } = world.queue.take();
		world.now = Math.max(world.now, at);
		happen(world, item);
	}
	world.now = Math.max(world.now, instant);
	return world.now;
}

function happen(world: World, event: WorldEvent): void {
	switch (event.kind) {
		case "evaluate":
			if (!event.endpoint.isRemoved) evaluate(world, event.endpoint);
			return;
		case "timeline":
			carryOut(world, event.change, event.actor);
			return;
		case "stage": {
			const { endpoint, replica, stageNumber } = event;
			if (replica.stageNumber !== stageNumber) return;
			endStage(world, endpoint, () => continueReplica(world, endpoint, replica));
		}
	}
}

/** Samples are in order of time, so the window is found by bisection. */
function samplesWithin(samples: readonly LoadSample[], from: Instant, to: Instant): LoadSample[] {
	return samples.slice(firstAfter(samples, from), firstAfter(samples, to));
}

function firstAfter(samples: readonly LoadSample[], instant: Instant): number {
	let low = 0;
	let high = samples.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((samples[middle]?.to ?? 0) > instant) high = middle;
		else low = middle + 1;
	}
	return low;
}
