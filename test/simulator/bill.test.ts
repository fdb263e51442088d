import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bill, PriceHistory } from "../../shared/simulator/bill.ts";
import type { ReplicaStage } from "../../shared/simulator/endpoint.ts";
import { defaultAccountSettings } from "../../shared/simulator/settings.ts";

const hardware = "aws/us-east-1/nvidia-l4/x1";
const hourMs = 3_600_000;

type Step = { replica: string; stage: ReplicaStage; at: number };

function billOf(steps: readonly Step[], change: Partial<typeof defaultAccountSettings> = {}) {
	const prices = new PriceHistory();
	prices.set(hardware, 0, 800_000);
	const bill = new Bill({ ...defaultAccountSettings, ...change }, prices);
	for (const { replica, stage, at } of steps) {
		bill.enter({ endpoint: "chat", replicaId: replica, hardware, stage, at });
	}
	return { bill, prices };
}

const life: readonly Step[] = [
	{ replica: "a", stage: "pending", at: 0 },
	{ replica: "a", stage: "downloading", at: 1000 },
	{ replica: "a", stage: "pulling", at: 3000 },
	{ replica: "a", stage: "initializing", at: 6000 },
	{ replica: "a", stage: "running", at: 10_000 },
	{ replica: "a", stage: "terminating", at: 3_610_000 },
	{ replica: "a", stage: "stopped", at: 3_611_000 },
];
const all = { from: 0, to: 10 * hourMs };

describe("stages", () => {
	test("pending and stopped are free; the undocumented stages cost money if the setting says", () => {
		const now = 10 * hourMs;
		const billed = billOf(life).bill.replicaMilliseconds(all, "chat", now);
		expect(billed).toBe(3_611_000 - 1000);
		const least = billOf(life, { billsUndocumentedStages: false }).bill;
		expect(least.replicaMilliseconds(all, "chat", now)).toBe(3_610_000 - 6000);
		expect(least.microUsd(all, "chat", now)).toBe(Math.round((3_604_000 * 800_000) / hourMs));
	});

	test("a replica that still runs is billed up to now", () => {
		const { bill } = billOf(life.slice(0, 5));
		expect(bill.microUsd(all, "chat", 1000 + hourMs)).toBe(800_000);
		expect(bill.rateMicroUsdPerHour(hourMs, "chat", hourMs)).toBe(800_000);
	});
});

describe("prices", () => {
	test("a change splits the charge at its instant", () => {
		const { bill, prices } = billOf([{ replica: "a", stage: "running", at: 0 }]);
		prices.set(hardware, hourMs, 1_200_000);
		expect(bill.microUsd({ from: 0, to: 2 * hourMs }, "chat", 2 * hourMs)).toBe(2_000_000);
		expect(bill.microUsd({ from: 0, to: hourMs }, "chat", 2 * hourMs)).toBe(800_000);
		expect(bill.microUsd({ from: hourMs, to: 2 * hourMs }, "chat", 2 * hourMs)).toBe(1_200_000);
	});

	test("quantities beyond 2^53 are charged exactly", () => {
		const prices = new PriceHistory();
		prices.set(hardware, 0, 80_000_001);
		const bill = new Bill(defaultAccountSettings, prices);
		bill.enter({ endpoint: "chat", replicaId: "a", hardware, stage: "running", at: 0 });
		const days = 30 * 24 * hourMs + 1;
		const exact = (BigInt(days) * 80_000_001n * 2n + 3_600_000n) / 7_200_000n;
		expect(BigInt(bill.microUsd({ from: 0, to: days }, "chat", days))).toBe(exact);
	});

	test("rounding happens once: three replicas of a third of a micro-dollar cost one", () => {
		const prices = new PriceHistory();
		prices.set(hardware, 0, 1_200_000);
		const bill = new Bill(defaultAccountSettings, prices);
		for (const replicaId of ["a", "b", "c"]) {
			bill.enter({ endpoint: "chat", replicaId, hardware, stage: "running", at: 0 });
			bill.enter({ endpoint: "chat", replicaId, hardware, stage: "stopped", at: 1 });
		}
		expect(bill.microUsd({ from: 0, to: 1 }, "chat", 1)).toBe(1);
	});
});

test("billed by the minute, a started minute is whole, and stages in a row count as one run", () => {
	const { bill } = billOf(life, { billingGranularity: "minute" });
	const minutes = Math.ceil((3_611_000 - 1000) / 60_000);
	expect(bill.microUsd(all, "chat", 10 * hourMs)).toBe(Math.round((minutes * 800_000) / 60));
});

test("the bill equals a count of every replica's billed milliseconds, one by one", () => {
	const stages: ReplicaStage[] = ["pending", "initializing", "running", "terminating", "stopped"];
	const step = fc.record({
		replica: fc.constantFrom("a", "b", "c"),
		stage: fc.constantFrom(...stages),
		pause: fc.integer({ min: 0, max: 40 }),
	});
	const window = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }));
	fc.assert(
		fc.property(fc.array(step, { maxLength: 12 }), window, (steps, [one, other]) => {
			let at = 0;
			const timed = steps.map(({ pause, ...rest }) => {
				at += pause;
				return { ...rest, at };
			});
			const now = at + 20;
			const span = { from: Math.min(one, other), to: Math.min(Math.max(one, other), now) };
			const { bill } = billOf(timed);
			const stageAt = (replica: string, instant: number) =>
				timed.findLast((each) => each.replica === replica && each.at <= instant)?.stage;
			let expected = 0;
			for (let instant = span.from; instant < span.to; instant += 1) {
				for (const replica of ["a", "b", "c"]) {
					const stage = stageAt(replica, instant);
					const isFree = stage === undefined || stage === "pending" || stage === "stopped";
					if (!isFree) expected += 1;
				}
			}
			expect(bill.replicaMilliseconds(span, "chat", now)).toBe(expected);
			expect(bill.microUsd(span, "chat", now)).toBe(Math.round((expected * 800_000) / hourMs));
		}),
	);
});
