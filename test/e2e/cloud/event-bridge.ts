import type { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { hashFraction } from "../../../shared/simulator/http/hash.ts";
import type { PutEntry } from "../../local-aws/aws-server.ts";
import { fitsPattern } from "./event-pattern.ts";
import type { Functions } from "./functions.ts";
import { identifier } from "./identifier.ts";
import { accountId, region } from "./template.ts";
import type { EventRule, Schedule } from "./wiring.ts";

export type EventBridgeOptions = {
	readonly clock: VirtualClock;
	readonly seed: number;
	readonly delay: { readonly minMs: number; readonly maxMs: number };
	/** Share of events that are delivered twice: once is not what EventBridge promises. */
	readonly twiceShare: number;
	readonly functions: Functions;
	readonly onError: (error: unknown) => void;
};

/** Schedules and rules, as the template names them, over virtual time. */
export class EventBridge {
	readonly #options: EventBridgeOptions;
	readonly #stopped = new AbortController();
	#delivered = 0;

	constructor(options: EventBridgeOptions) {
		this.#options = options;
	}

	/** A rate begins when its rule is made: now. */
	start(schedules: readonly Schedule[]): void {
		for (const schedule of schedules) void this.#keep(schedule).catch(this.#options.onError);
	}

	stop(): void {
		this.#stopped.abort();
	}

	/** Sends on what was put on the bus since the last time, each after a delay of its own. */
	deliver(entries: readonly PutEntry[], rules: readonly EventRule[]): void {
		for (; this.#delivered < entries.length; this.#delivered += 1) {
			const entry = entries[this.#delivered];
			if (entry !== undefined) this.#deliverOne(entry, rules);
		}
	}

	async #keep({ rule, everyMs, targets }: Schedule): Promise<void> {
		const { clock, functions, onError } = this.#options;
		const { signal } = this.#stopped;
		for (;;) {
			await clock.sleep(everyMs - (clock.now() % everyMs), signal);
			if (signal.aborted) return;
			const arn = `arn:aws:events:${region}:${accountId}:rule/${rule}`;
			for (const { functionArn } of targets) {
				functions.send(functionArn, scheduledEvent(arn, clock.now())).catch(onError);
			}
		}
	}

	#deliverOne(entry: PutEntry, rules: readonly EventRule[]): void {
		const { clock, functions, onError } = this.#options;
		const ofBus = rules.filter(({ bus }) => bus === entry.EventBusName);
		if (ofBus.length === 0) throw new Error(`No rule listens to the bus ${entry.EventBusName}.`);
		const event = deliveredEvent(entry);
		const targets = ofBus
			.filter(({ pattern }) => fitsPattern(pattern, event))
			.flatMap((rule) => rule.targets);
		for (const lateMs of this.#delaysMs(entry.DetailType)) {
			for (const { functionArn } of targets) {
				void clock
					.sleep(lateMs)
					.then(() => functions.send(functionArn, event))
					.catch(onError);
			}
		}
	}

	/** One for each delivery. */
	#delaysMs(type: string): number[] {
		const { seed, delay, twiceShare } = this.#options;
		const chance = (what: string) => hashFraction(seed, what, type, this.#delivered);
		const delays = chance("twice") < twiceShare ? ["event-delay", "again"] : ["event-delay"];
		return delays.map((what) =>
			Math.round(delay.minMs + chance(what) * (delay.maxMs - delay.minMs)),
		);
	}
}

function scheduledEvent(ruleArn: string, now: number) {
	return {
		version: "0",
		id: identifier(ruleArn, now),
		"detail-type": "Scheduled Event",
		source: "aws.events",
		account: accountId,
		time: isoSeconds(now),
		region,
		resources: [ruleArn],
		detail: {},
	};
}

function deliveredEvent({ Source, DetailType, Detail, Time }: PutEntry) {
	return {
		version: "0",
		id: identifier(DetailType, Detail),
		"detail-type": DetailType,
		source: Source,
		account: accountId,
		time: isoSeconds(Time * 1_000),
		region,
		resources: [],
		detail: JSON.parse(Detail) as unknown,
	};
}

function isoSeconds(instant: number): string {
	return new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");
}
