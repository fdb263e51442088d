import { expect, test } from "vitest";
import { hourMs, type Instant, secondMs } from "../../shared/domain/instant.ts";
import { at } from "../core/fixture.ts";
import { Orders } from "./checkers/orders.ts";
import { Process, usualDurations } from "./process.ts";
import { Scheduler } from "./scheduler.ts";
import type { Surroundings } from "./surroundings.ts";
import { TrueRatios } from "./true-ratios.ts";

/** On a day that costs twice its budget a pass pauses `chat`, so many seconds before the end, and it lands after it. */
async function judgedAt({ sent, lands }: { readonly sent: number; readonly lands: number }) {
	const end = at("00:00") + 24 * hourMs;
	const scheduler = new Scheduler(end + sent * secondMs);
	const perMs = 1_000;
	const billMicroUsd = (from: Instant, to: Instant) => (to - from) * perMs;
	const ratios = new TrueRatios(
		{
			scheduler,
			account: { truth: { billMicroUsd } },
			plan: { zone: "UTC", features: { hour: false } },
		} as unknown as Surroundings,
		new Orders(),
	);
	ratios.budgetChanged(12 * hourMs * perMs);
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const pass = new Process({
		kind: "guard",
		key: 1,
		skewMs: 0,
		limitMs: 50_000,
		scheduler,
		faults,
	});
	pass.sentAt.set("chat", scheduler.now);
	await scheduler.runUntil(end + lands * secondMs, () => false);
	return Number(ratios.of(pass, "chat").own.toFixed(2));
}

test("a pause that was sent in time, and that lands late in the next day, is judged by its own day", async () => {
	expect(await judgedAt({ sent: -11, lands: 30 })).toBe(2);
});

test.each([
	["in the last ten seconds of a day", -9],
	["in the next one", 1],
])("a pause that was sent %s and lands in the next is judged by that", async (_, sent) => {
	expect(await judgedAt({ sent, lands: 2 })).toBe(0);
});
