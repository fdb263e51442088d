import type { Clock } from "../../ports/clock.ts";
import type { EventBus, GuardrailEvent } from "../../ports/event-bus.ts";
import type { Log } from "../../ports/log.ts";

export type GuardrailEventType = GuardrailEvent["type"];
export type EventOf<Type extends GuardrailEventType> = Extract<GuardrailEvent, { type: Type }>;

export type MemoryEventBus = EventBus & {
	/** Each handler gets a copy of each event of the type. Returns how to stop. */
	subscribe<Type extends GuardrailEventType>(
		type: Type,
		handler: (event: EventOf<Type>) => Promise<void>,
	): () => void;
	/** Resolves when no delivery is under way, those that handlers started included. */
	drain(): Promise<void>;
};

export type MemoryEventBusOptions = {
	readonly clock: Clock;
	readonly log: Log;
	/** How late the n-th published event (from 0) is delivered; 0 unless given. */
	readonly delayMs?: (event: GuardrailEvent, n: number) => number;
	/** How often it is delivered; once unless given. 0 loses it, 2 repeats it. */
	readonly deliveries?: (event: GuardrailEvent, n: number) => number;
};

/** A bus in this process. A handler's error goes to the log; the publisher never sees it. */
export function createMemoryEventBus(options: MemoryEventBusOptions): MemoryEventBus {
	const { delayMs = () => 0, deliveries = () => 1 } = options;
	const subscriptions = new Set<Subscription>();
	const underWay = new Set<Promise<void>>();
	let published = 0;
	return {
		publish: async (event) => {
			const n = published;
			published += 1;
			for (let delivery = 0; delivery < deliveries(event, n); delivery += 1) {
				const delivered = deliver(
					options,
					subscriptions,
					structuredClone(event),
					delayMs(event, n),
				);
				underWay.add(delivered);
				void delivered.finally(() => underWay.delete(delivered));
			}
		},
		subscribe: (type, handler) => {
			const subscription = { type, handle: handler as Subscription["handle"] };
			subscriptions.add(subscription);
			return () => {
				subscriptions.delete(subscription);
			};
		},
		drain: async () => {
			while (underWay.size > 0) await Promise.all(underWay);
		},
	};
}

type Subscription = {
	readonly type: GuardrailEventType;
	readonly handle: (event: GuardrailEvent) => Promise<void>;
};

async function deliver(
	options: Pick<MemoryEventBusOptions, "clock" | "log">,
	subscriptions: ReadonlySet<Subscription>,
	event: GuardrailEvent,
	lateMs: number,
): Promise<void> {
	// The publisher goes on first, as with a bus on the network.
	await (lateMs > 0 ? options.clock.sleep(lateMs) : Promise.resolve());
	const matching = [...subscriptions].filter(({ type }) => type === event.type);
	await Promise.all(matching.map((subscription) => handle(options.log, subscription, event)));
}

async function handle(log: Log, subscription: Subscription, event: GuardrailEvent): Promise<void> {
	try {
		await subscription.handle(structuredClone(event));
	} catch (error) {
		const { type, namespace } = event;
		log.error("event-handler-failed", { type, namespace, error: String(error) });
	}
}
