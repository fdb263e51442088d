import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { GroupBudget, Policy } from "../../../shared/domain/policy.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

const chat = { tags: ["lab"] };
const endpoints = [one("chat", chat), one("embed")];
/** At no replica: it fits any new day, so that only the time decides when it comes back. */
const sleepy = [one("chat", { ...chat, minReplica: 0, scaleToZeroTimeout: 60 }), one("embed")];

/** A budget of its own for `chat`: with $10, trim begins at $12 and shutdown at $20. */
function withGroup(parts: Partial<GroupBudget> = {}, fleetUsd = 1_000): Policy {
	const { budget } = policyOf({}, { dailyMicroUsd: microUsdOf(fleetUsd) });
	const lab: GroupBudget = {
		...budget,
		name: "lab",
		dailyMicroUsd: microUsdOf(10),
		members: [{ tag: "lab" }],
		...parts,
	};
	return policyOf(
		{ groups: [lab], hash: `policy-of-${lab.name}` },
		{ dailyMicroUsd: budget.dailyMicroUsd },
	);
}

async function heldNames(it: ReturnType<typeof stage>): Promise<string[]> {
	const { held } = await it.control();
	const standing = held.filter(({ status }) => status === "applied");
	return standing.map(({ endpoint, method, budget }) => `${endpoint} ${method} ${budget}`);
}

/** Whole days, minute by minute. */
const patience = { timeout: 60_000 };

describe("a group acts on its own endpoints", patience, () => {
	test("trim and shutdown of the group change its member, and nobody else", async () => {
		const it = stage({ endpoints, policy: withGroup() });
		await it.minutes(90);
		expect(await heldNames(it)).toEqual(["chat cap lab"]);
		expect((await it.control()).groups).toMatchObject([{ budget: "lab", tier: "trim" }]);
		expect((await it.control()).tier).toBe("ok");
		await it.minutes(360);
		expect(await heldNames(it)).toEqual(["chat pause lab"]);
		expect(it.configuration("embed")).toBe("1..4");
	});

	test("each crossing is one notice that names the group, its amount and its step", async () => {
		const it = stage({ endpoints, policy: withGroup() });
		await it.minutes(450);
		const told = (await it.notices()).filter((id) => id.includes("/up/"));
		expect(told.map((id) => id.split("/").slice(0, 4).join("/"))).toEqual([
			"lab/2026-05-12/trim/up",
			"lab/2026-05-12/divert/up",
			"lab/2026-05-12/shutdown/up",
		]);
		const trim = (await it.control()).outbox.find(({ id }) => id.includes("trim/up"));
		expect(trim?.message.title).toMatch(/^acme, group lab at 12\d % of today's budget: 1 capped/);
		const done = trim?.message.sections.find(({ heading }) => heading === "Done");
		expect(done?.lines[0]).toMatch(/because of group lab: 12\d % of \$10/);
		expect(trim?.message.attributes["group"]).toBe("lab");
	});

	test("what the group held comes back after its own midnight, not at that of the namespace", async () => {
		// Calcutta's day begins at 18:30 UTC.
		const it = stage({ endpoints: sleepy, policy: withGroup({ zone: "Asia/Kolkata" }) });
		await it.until(midnight + 18 * hourMs + 29 * minuteMs);
		expect(it.configuration("chat")).toMatch(/^paused/);
		await it.until(midnight + 18 * hourMs + 44 * minuteMs);
		expect(it.configuration("chat")).toMatch(/^paused/);
		await it.until(midnight + 18 * hourMs + 50 * minuteMs);
		expect(it.configuration("chat")).toBe("0..4");
		expect((await it.control()).tier).toBe("ok");
	});

	test("at the midnight of the namespace what a group holds stays held until its own", async () => {
		const it = stage({ endpoints: sleepy, policy: withGroup({ zone: "America/New_York" }) });
		// New York's day ends at 04:00 UTC.
		await it.until(midnight + 4 * hourMs + 20 * minuteMs);
		await it.until(midnight + 24 * hourMs + 40 * minuteMs);
		expect(it.configuration("chat")).toMatch(/^paused/);
		await it.until(midnight + 28 * hourMs + 20 * minuteMs);
		expect(it.configuration("chat")).toBe("0..4");
	});

	test("what a group held stays held while the namespace is over a line, and the other way round", async () => {
		const it = stage({ endpoints: sleepy, policy: withGroup({ zone: "Asia/Kolkata" }, 100) });
		await it.until(midnight + 19 * hourMs);
		const { tier, groups } = await it.control();
		expect([tier, groups?.[0]?.tier]).toEqual(["trim", "ok"]);
		expect(it.configuration("chat")).toMatch(/^paused/);
		await it.until(midnight + 24 * hourMs + 20 * minuteMs);
		expect(it.configuration("chat")).toBe("0..4");
	});
});

describe("a group that the policy does not name any more", patience, () => {
	test("releases what it held, and is forgotten", async () => {
		const it = stage({ endpoints, policy: withGroup() });
		await it.minutes(450);
		expect(it.configuration("chat")).toMatch(/^paused/);
		await it.minutes(3, policyOf({}, { dailyMicroUsd: microUsdOf(1_000) }));
		expect(it.configuration("chat")).toBe("1..4");
		expect((await it.control()).groups).toBeUndefined();
	});

	test("under another name it is another budget: judged anew, and told anew", async () => {
		const it = stage({ endpoints, policy: withGroup() });
		await it.minutes(450);
		await it.minutes(3, withGroup({ name: "research" }));
		expect((await it.control()).groups).toMatchObject([{ budget: "research", tier: "shutdown" }]);
		expect(it.configuration("chat")).toMatch(/^paused/);
		expect(it.changes("chat")).not.toContain("resumed");
		const told = (await it.notices()).filter((id) => id.startsWith("research/"));
		expect(told).toHaveLength(1);
	});
});

test("a namespace and a group over their lines at once are two notices, and the harder step is taken", async () => {
	const it = stage({ endpoints, policy: withGroup({}, 20) });
	await it.minutes(360);
	const up = (await it.notices()).filter((id) => id.includes("/up/"));
	expect(new Set(up.map((id) => id.split("/")[0]))).toEqual(new Set(["daily", "lab"]));
	expect(up.length).toBe(new Set(up).size);
	expect(it.configuration("chat")).toMatch(/^paused/);
});
