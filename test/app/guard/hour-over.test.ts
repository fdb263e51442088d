import { expect, test } from "vitest";
import { hourMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** The budget that acts by the hour: that of all endpoints, or of a group in a namespace far from its own lines. */
const budgets = ["the namespace", "a group"] as const;

test.each(budgets)(
	"when the hour of %s is over its shutdown line no more, what it stopped runs again under the cap of trim",
	async (whose) => {
		// Of $80 a day an hour is $3.33: two replicas at $2.50 are 150 % of it, and a third makes 225 %.
		const burst = (at: number) => at > midnight + 3 * hourMs && at < midnight + 4.5 * hourMs;
		const endpoints = [
			one("vital", { minReplica: 2, maxReplica: 2, tags: ["critical"] }),
			one("chat", { minReplica: 0, scaleToZeroTimeout: 15, traffic: (at) => (burst(at) ? 4 : 0) }),
		];
		const rules = [{ tag: "critical", criticality: "critical" as const }];
		const acting = policyOf(
			{ rules },
			{
				dailyMicroUsd: microUsdOf(80),
				enforce: ["hour", "day"],
				expensivePerHourMicroUsd: 0,
				// The two alone keep trim standing.
				thresholds: { trim: 0.3, divert: 1.9, shutdown: 2, ceiling: 3 },
			},
		);
		const members = [{ name: "vital" }, { name: "chat" }];
		const groups = [{ ...acting.budget, name: "lab", members }];
		const policy =
			whose === "a group"
				? policyOf({ rules, groups }, { dailyMicroUsd: microUsdOf(8_000) })
				: acting;
		const it = stage({ endpoints, policy });
		const seen: string[] = [];
		for (let minute = 0; minute < 8 * 60; minute += 1) {
			await it.minutes(1);
			const { held, ...own } = await it.control();
			const { tier } = own.groups?.[0] ?? own;
			const chat = held.find(({ endpoint }) => endpoint === "chat");
			const now = `${tier}: ${it.configuration("chat")}, ${chat?.method ?? "free"}`;
			if (seen.at(-1) !== now) seen.push(now);
		}
		const stopped = seen.indexOf("shutdown: paused 0..1, pause");
		expect(stopped).toBeGreaterThan(0);
		expect(seen.slice(stopped + 1)).toContain("trim: 0..1, cap");
		expect(seen.slice(stopped + 1)).not.toContain("shutdown: paused 0..1, pause");
		// Nothing of it looks like a person's change, and its record is still the first one.
		expect((await it.notices()).filter((id) => id.includes("superseded"))).toEqual([]);
		expect(
			(await it.control()).held.find(({ endpoint }) => endpoint === "chat")?.easedAt,
		).toBeDefined();
	},
	60_000,
);

test("when the hour of a group is over, what it stopped runs again as the namespace asks that stands at trim, although the group is under all its lines", async () => {
	const burst = (at: number) => at > midnight + 5 * hourMs && at < midnight + 6.5 * hourMs;
	const endpoints = [
		one("vital", { minReplica: 2, maxReplica: 2, tags: ["critical"] }),
		one("chat", { minReplica: 0, scaleToZeroTimeout: 15, traffic: (at) => (burst(at) ? 4 : 0) }),
	];
	const day = {
		dailyMicroUsd: microUsdOf(80),
		enforce: ["day"] as const,
		expensivePerHourMicroUsd: 0,
		// The two alone bring the day over it before the burst.
		thresholds: { trim: 0.3, divert: 1.9, shutdown: 2, ceiling: 3 },
	};
	const rules = [{ tag: "critical", criticality: "critical" as const }];
	const { budget } = policyOf({}, day);
	const lab = {
		...budget,
		name: "lab",
		members: [{ name: "vital" }, { name: "chat" }],
		enforce: ["hour", "day"] as const,
		thresholds: { trim: 1.9, divert: 1.95, shutdown: 2, ceiling: 3 },
	};
	const it = stage({ endpoints, policy: policyOf({ rules, groups: [lab] }, day) });
	const seen: string[] = [];
	for (let minute = 0; minute < 10 * 60; minute += 1) {
		await it.minutes(1);
		const { held, groups, tier } = await it.control();
		const chat = held.find(({ endpoint }) => endpoint === "chat");
		const now = `${tier}, ${groups?.[0]?.tier ?? "ok"}: ${it.configuration("chat")}, ${chat?.method ?? "free"}`;
		if (seen.at(-1) !== now) seen.push(now);
	}
	const stopped = seen.indexOf("trim, shutdown: paused 0..1, pause");
	expect(stopped).toBeGreaterThan(0);
	expect(seen.slice(stopped + 1)).toContain("trim, ok: 0..1, cap");
	expect((await it.notices()).filter((id) => id.includes("superseded"))).toEqual([]);
}, 60_000);
