import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EventBus, GuardrailEvent } from "../../shared/ports/event-bus.ts";

export type EventBusUnderTest = {
	readonly bus: EventBus;
	/** What came out at the other side so far. */
	arrived(): Promise<readonly GuardrailEvent[]>;
	/** From now on nothing can be handed over. */
	breakDown(): Promise<void>;
	close(): Promise<void>;
};

export type EventBusHarness = {
	readonly name: string;
	open(): Promise<EventBusUnderTest>;
	/** A bus in the same process cannot be out of reach. */
	readonly isRemote: boolean;
};

const at = Date.UTC(2026, 10, 22, 14, 5);
const of = { version: 1, namespace: "acme", at } as const;
const dayMs = 86_400_000;

/** One of each type. */
const events: readonly GuardrailEvent[] = [
	{ type: "spend.metered", ...of },
	{ type: "guard.notices", ...of },
	{ type: "override.granted", ...of },
	{ type: "watch.signals", ...of, signals: [], more: 0 },
	{
		type: "report.hourly",
		...of,
		zone: "Europe/Berlin",
		from: at - 3_600_000,
		to: at,
		spentMicroUsd: { lo: 1, point: 2, hi: 3 },
		budgetMicroUsd: 600_000_000,
		mode: "enforce",
		policyHash: "0123456789abcdef",
	},
	{
		type: "report.daily",
		...of,
		day: "2026-11-21",
		zone: "Europe/Berlin",
		from: at - dayMs,
		to: at,
		spentMicroUsd: { lo: 1, point: 2, hi: 3 },
		budgetMicroUsd: 600_000_000,
		ratio: 0.25,
		mode: "enforce",
		policyHash: "0123456789abcdef",
	},
];

/** The guarantees that every adapter of the port `EventBus` gives. */
export function describeEventBus(harness: EventBusHarness): void {
	describe(`the event bus ${harness.name}`, () => {
		let opened: EventBusUnderTest;
		beforeAll(async () => {
			opened = await harness.open();
		});
		afterAll(() => opened.close());
		let before: readonly GuardrailEvent[];
		beforeEach(async () => {
			before = await opened.arrived();
		});
		const fresh = async () => (await opened.arrived()).slice(before.length);

		test.each(events.map((event) => [event.type, event] as const))(
			"%s arrives with all its fields as they were",
			async (_, event) => {
				await opened.bus.publish(event);
				expect(await fresh()).toContainEqual(event);
			},
		);

		test("what was published is not tied to what arrives", async () => {
			const event = { type: "spend.metered" as const, ...of, namespace: "before" };
			await opened.bus.publish(event);
			event.namespace = "after";
			expect((await fresh()).map(({ namespace }) => namespace)).toEqual(["before"]);
		});

		test("of many events at once each arrives", async () => {
			const many = Array.from({ length: 30 }, (_, index) => ({
				type: "spend.metered" as const,
				...of,
				at: at + index,
			}));
			await Promise.all(many.map((event) => opened.bus.publish(event)));
			expect(await fresh()).toEqual(expect.arrayContaining(many));
		});

		if (!harness.isRemote) return;
		test("an event that cannot be handed over rejects, and says which type it was", async () => {
			await opened.breakDown();
			const publish = opened.bus.publish({ type: "guard.notices", ...of });
			await expect(publish).rejects.toThrow("guard.notices");
		});
	});
}
