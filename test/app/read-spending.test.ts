import { expect, test } from "vitest";
import { buildReadModel } from "../../shared/app/build-read-model.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import { scenarios } from "../../shared/simulator/scenarios/index.ts";
import { policyOf } from "../core/fixture.ts";
import { meteredAccount } from "./metered-account.ts";

const build = scenarios["quiet-day"];
if (build === undefined) throw new Error("there is no quiet day");
const scenario = build();
const chat = {
	...policyOf().budget,
	name: "chat",
	zone: "Asia/Kolkata",
	members: [{ name: "*-chat" }],
};
const policy = policyOf({ groups: [chat] }, { name: "fleet", zone: scenario.zone });

test("the page's model says where the money went, how groups stand, and what week and month come to", async () => {
	const metered = meteredAccount({ scenario, policy });
	const now = scenario.start + 30 * hourMs;
	await metered.run(now);
	const { spending } = await buildReadModel({
		namespace: "acme",
		policy,
		mode: "shadow",
		simulated: true,
		table: metered.table,
		clock: { now: () => now, sleep: () => Promise.resolve() },
	});
	const bill = (from: number, name?: string) =>
		metered.account.truth.billMicroUsd(from, now, name) / 1e6;
	const today = scenario.start + 24 * hourMs;
	const [first] = spending.shares.endpoint;
	expect(first?.key).toBe("llama-70b-chat");
	expect((first?.spent.point ?? 0) / 1e6).toBeCloseTo(bill(today, "llama-70b-chat"), 1);
	expect(first?.ratio).toBeCloseTo(bill(today, "llama-70b-chat") / bill(today), 2);
	expect(spending.shares.endpoint).toHaveLength(5);
	expect(spending.shares.region.map(({ key }) => key)).toContain("eu-west-1");
	expect(spending.shares.tag[0]?.key).toBe("prod");
	expect(spending.groups.map(({ reading, endpoints }) => [reading.budget, endpoints])).toEqual([
		["chat", ["llama-70b-chat", "llama-8b-chat"]],
	]);
	const kolkata = Date.UTC(2026, 10, 19, 18, 30);
	const ofChat = bill(kolkata, "llama-70b-chat") + bill(kolkata, "llama-8b-chat");
	expect((spending.groups[0]?.reading.spent.point ?? 0) / 1e6).toBeCloseTo(ofChat, 1);
	for (const toDate of [spending.week, spending.month]) {
		expect(toDate?.since).toBe(scenario.start);
		expect((toDate?.spent.point ?? 0) / 1e6).toBeCloseTo(bill(scenario.start), 0);
	}
	expect([spending.week?.key, spending.month?.key]).toEqual(["2026-11-16", "2026-11"]);
}, 60_000);

test("before the first pass nothing is claimed", async () => {
	const { table } = meteredAccount({ scenario, policy });
	const { spending } = await buildReadModel({
		namespace: "acme",
		policy,
		mode: "shadow",
		simulated: true,
		table,
		clock: { now: () => scenario.start, sleep: () => Promise.resolve() },
	});
	expect(spending).toMatchObject({ groups: [], week: null, month: null });
});
