import { expect, test } from "vitest";
import { type Client, fleetOf } from "../../bench/quiet-week/fleet-of.ts";
import { runWeeks } from "../../bench/quiet-week/run-weeks.ts";

const days = 2;
const binMinutes = 10;
const bins = (days * 1_440) / binMinutes;
const timeoutMs = 180_000;

/** People by day, a batch by night, and one that hardly anybody asks: waves with noise that repeats nowhere. */
const clients: readonly Client[] = [
	client("chat", 1, (bin) => 900 + 600 * Math.sin((bin * Math.PI) / 72)),
	client("batch", 0, (bin) => (bin % 144 > 120 ? 2_000 : 0)),
	client("rare", 0, (bin) => (bin % 37 === 0 ? 40 : 0)),
];

function client(name: string, minReplica: number, countIn: (bin: number) => number): Client {
	return {
		name,
		vendor: "aws",
		instanceType: "nvidia-l4",
		instanceSize: "x1",
		minReplica,
		maxReplica: 6,
		requestsPerSecondPerReplica: 2,
		binMinutes,
		counts: Array.from({ length: bins }, (_, bin) => {
			const noise = ((bin * 7_919 + name.length * 104_729) % 997) / 997;
			return Math.max(0, Math.round(countIn(bin) * (0.7 + 0.6 * noise)));
		}),
	};
}

test("ordinary days at 1.1 × what they cost bring no action and next to no alert", {
	timeout: timeoutMs,
}, async () => {
	const result = await runWeeks({ scenario: fleetOf(clients), days, budgetShare: 1.1 });
	expect(result.actions).toBe(0);
	expect(result.problems).toEqual([]);
	for (const ratio of result.ratios) expect(ratio).toBeCloseTo(1 / 1.1, 3);
	const told = result.alerts.filter(({ severity }) => severity !== "info");
	expect(told.filter(({ severity }) => severity === "page")).toEqual([]);
	expect(told.filter(({ endpoint }) => endpoint !== null)).toEqual([]);
	expect(told.length).toBeLessThanOrEqual(1);
});
