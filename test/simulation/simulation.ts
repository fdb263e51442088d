import { createAskFleetWriter } from "../../shared/adapters/dry-run/ask-fleet-writer.ts";
import { createShadowFleetWriter } from "../../shared/adapters/dry-run/shadow-fleet-writer.ts";
import { applyOverride } from "../../shared/app/apply-override.ts";
import { guardBudget } from "../../shared/app/guard-budget.ts";
import { meterFleet } from "../../shared/app/meter-fleet.ts";
import { sendNotices } from "../../shared/app/send-notices.ts";
import { meterSettings } from "../../shared/config/meter-settings.ts";
import type { Endpoint } from "../../shared/domain/endpoint.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import type { GuardrailEvent } from "../../shared/ports/event-bus.ts";
import type { FleetWriter } from "../../shared/ports/fleet-writer.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { Table } from "../../shared/ports/table.ts";
import { createAccount, type SimulatedAccount } from "../../shared/simulator/account.ts";
import { fleetReaderOf, fleetWriterOf, priceReaderOf } from "./account-ports.ts";
import { busOf, receiversOf } from "./delivery-ports.ts";
import { type Fault, faultOf, type PortKind } from "./fault-table.ts";
import { policyOf, withGroupBudget } from "./policy.ts";
import {
	type Call,
	type FaultDurations,
	type FaultSource,
	type Freeze,
	Process,
	type ProcessKind,
	usualDurations,
} from "./process.ts";
import { between, chance, mix } from "./random.ts";
import type { RunPlan } from "./run-plan.ts";
import { Scheduler } from "./scheduler.ts";
import { SimulatedFault } from "./simulated-fault.ts";
import { createSimulatedTable } from "./simulated-table.ts";
import { tableOf } from "./store-ports.ts";
import type { Channel, Surroundings } from "./surroundings.ts";
import { Witness } from "./witness.ts";

export const namespace = "acme";

export type FiredFault = { readonly id: string; readonly at: Instant; readonly what: string };

export type Command = Parameters<typeof applyOverride>[1];

/** A function's time limit in the cloud; a zombie goes on for longer. */
const timeoutMs = 50_000;
const zombieMs = 110_000;
const zombieShare = 0.002;
/** It stands still after one of its first calls, for longer than a lease. */
const zombieCalls = 30;
const freezeMs = [45_000, 100_000] as const;
const skewShare = 0.004;
const skewMs = [-300_000, 300_000] as const;
const rememberedLists = 12;
/** Whoever finds another one at work comes again, as the queue before the function does. */
const triedAgainMs = 5_000;
const mostTries = 12;
const emptyEveryMs = 15 * 60_000;

/** One namespace with its account, its store and everything that runs on it, in one process. */
export class Simulation implements FaultSource, Surroundings {
	readonly plan: RunPlan;
	readonly scheduler: Scheduler;
	readonly account: SimulatedAccount;
	readonly table: Table;
	readonly observer: Witness;
	readonly fired: FiredFault[] = [];
	/** Surroundings that are broken now: kind and, for receivers, the channel. */
	readonly broken = new Set<string>();
	readonly #disabled: ReadonlySet<string>;
	readonly #lists: { at: Instant; endpoints: readonly Endpoint[] }[] = [];
	readonly #prices: ReturnType<typeof priceReaderOf>;
	#emptyAt = 0;
	/** When something last happened around the guard. */
	lastEventAt = 0;
	policy: Policy;
	durations: FaultDurations = usualDurations;
	/** Set by the exhaustive crash points: told of each call before it happens. */
	interrupt: ((process: Process, call: Call) => Fault | null) | null = null;

	constructor(plan: RunPlan, disabled: ReadonlySet<string> = new Set()) {
		this.plan = plan;
		this.#disabled = disabled;
		this.scheduler = new Scheduler(plan.start);
		const clock = { now: () => this.scheduler.now, sleep: () => Promise.resolve() };
		this.account = createAccount({
			clock,
			seed: plan.key,
			scenario: {
				name: "simulated",
				description: "a run of the simulation",
				namespace,
				zone: plan.zone,
				start: plan.start,
				dailyBudgetMicroUsd: plan.dailyMicroUsd,
				endpoints: plan.fleet,
				timeline: [],
			},
			settings: plan.settings,
		});
		this.table = createSimulatedTable(clock);
		this.policy = policyOf(plan);
		this.#prices = priceReaderOf(plan);
		this.observer = new Witness(this);
	}

	/** The policy's budget is edited: times its first value. */
	setBudget(factor: number): void {
		this.#budget(Math.round(this.plan.dailyMicroUsd * factor));
	}

	/** The clean day begins: nothing is broken, and the budget carries what people want. */
	endFaults(): void {
		this.broken.clear();
		this.#budget(this.plan.cleanDailyMicroUsd);
	}

	#budget(dailyMicroUsd: number): void {
		const budget = { ...this.policy.budget, dailyMicroUsd };
		this.policy = withGroupBudget({ ...this.policy, budget }, this.plan.features.group);
		this.observer.budgetChanged(dailyMicroUsd);
	}

	get isCalm(): boolean {
		return this.scheduler.now >= this.plan.faultsUntil;
	}

	isEnabled(id: string): boolean {
		return !this.#disabled.has(id);
	}

	faultOf(process: Process, port: PortKind, call: Call): Fault | null {
		const forced = this.interrupt?.(process, call) ?? null;
		if (forced !== null) {
			this.fire("forced", `${process.kind}: ${forced} at "${call.name}"`, forced);
			return forced;
		}
		if (this.isCalm) return null;
		const fault = faultOf(port, call.key, this.plan.factor);
		if (fault === null) return null;
		const id = `${process.kind}-${process.key.toString(16)}/${call.index}`;
		return this.fire(id, `${process.kind}: ${fault} at "${call.name}"`, fault) ? fault : null;
	}

	onCall(): void {
		this.observer.count("calls");
	}

	/** Notes that a fault happens, unless it was taken out of this run. */
	fire(id: string, what: string, kind: string): boolean {
		if (!this.isEnabled(id)) return false;
		this.fired.push({ id, at: this.scheduler.now, what });
		this.observer.note(what);
		this.observer.countFault(kind);
		return true;
	}

	/** One invocation of one function, with its own ports, clock and faults. */
	spawn(kind: ProcessKind, key: number, body?: (process: Process) => Promise<unknown>): Process {
		const process = new Process({
			kind,
			key,
			skewMs: this.#skewOf(kind, key),
			...this.#lifeOf(kind, key),
			scheduler: this.scheduler,
			faults: this,
		});
		this.observer.count("passes");
		void (body ?? this.#bodyOf(kind))(process).catch((error: unknown) =>
			this.observer.passFailed(process, error),
		);
		return process;
	}

	#bodyOf(kind: ProcessKind): (process: Process) => Promise<unknown> {
		switch (kind) {
			case "meter":
				return (process) => meterFleet(this.#meterDeps(process));
			case "guard":
				return (process) => guardBudget(this.#guardDeps(process));
			case "notify":
				return (process) =>
					sendNotices({ ...this.#deps(process), receivers: receiversOf(this, process) });
			case "override":
				throw new Error("an override needs its command");
		}
	}

	#deps(process: Process) {
		return {
			namespace,
			policy: this.policy,
			table: tableOf(this, process),
			bus: busOf(this, process),
			clock: process.clock,
			log: silent,
		};
	}

	#meterDeps(process: Process) {
		const fleet = fleetReaderOf(this, process);
		return { ...this.#deps(process), fleet, prices: this.#prices, settings: meterSettings };
	}

	#guardDeps(process: Process) {
		const fleet = fleetReaderOf(this, process);
		return { ...this.#deps(process), fleet, writer: this.#writerOf(process) };
	}

	#writerOf(process: Process): FleetWriter {
		const live = fleetWriterOf(this, process);
		const { mode } = this.plan.features;
		if (mode === "shadow") return createShadowFleetWriter({ log: silent });
		return mode === "ask" ? createAskFleetWriter(live) : live;
	}

	grant(command: Command, key: number): void {
		this.spawn("override", key, (process) => applyOverride(this.#deps(process), command));
	}

	#skewOf(kind: ProcessKind, key: number): number {
		const isDue = chance(key, 90) < skewShare * this.plan.factor;
		if (this.isCalm || !isDue) return 0;
		const skew = between(key, 91, skewMs);
		const what = `${kind}: its clock is off by ${Math.round(skew / 1_000)} s`;
		return this.fire(`${kind}-${key.toString(16)}/skew`, what, "skew") ? skew : 0;
	}

	/** A zombie stands still in the midst of its work, and goes on with it after its time. */
	#lifeOf(kind: ProcessKind, key: number): { limitMs: number; freeze: Freeze | null } {
		const usual = { limitMs: timeoutMs, freeze: null };
		const isDue = chance(key, 92) < zombieShare * this.plan.factor;
		if (this.isCalm || !isDue) return usual;
		const id = `${kind}-${key.toString(16)}/zombie`;
		if (!this.fire(id, `${kind}: lives on after its time`, "zombie")) return usual;
		const atCall = Math.floor(chance(key, 93) * zombieCalls);
		return { limitMs: zombieMs, freeze: { atCall, ms: between(key, 94, freezeMs) } };
	}

	/** An event reached its function. */
	hear(type: GuardrailEvent["type"], key: number): void {
		if (type === "guard.notices") this.spawn("notify", mix(key, 3));
		else if (type === "spend.metered") this.spawn("guard", mix(key, 4));
		else this.#guardWhenFree(mix(key, 5), 0);
	}

	#guardWhenFree(key: number, tries: number): void {
		this.spawn("guard", mix(key, tries), async (process) => {
			const outcome = await guardBudget(this.#guardDeps(process));
			if (outcome !== "busy" || tries >= mostTries) return;
			this.scheduler.at(this.scheduler.now + triedAgainMs, () => {
				this.#guardWhenFree(key, tries + 1);
			});
		});
	}

	refuseAll(): void {
		if (this.broken.has("token-revoked")) throw SimulatedFault.of("unauthorized", "token");
		if (this.broken.has("account-down")) throw SimulatedFault.of("unavailable", "account");
	}

	isDown(channel: Channel): boolean {
		return this.broken.has(channel);
	}

	mayBeEmpty(): boolean {
		if (this.scheduler.now - this.#emptyAt < emptyEveryMs) return false;
		this.#emptyAt = this.scheduler.now;
		return true;
	}

	rememberList(endpoints: readonly Endpoint[]): void {
		this.#lists.push({ at: this.scheduler.now, endpoints });
		if (this.#lists.length > rememberedLists) this.#lists.shift();
	}

	/** What a reader that lags behind would have seen; null where nothing that recent is remembered. */
	pastList(ageMs: number): readonly Endpoint[] | null {
		const at = this.scheduler.now - ageMs;
		return this.#lists.find((list) => list.at >= at)?.endpoints ?? null;
	}
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
