import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { smallGuardrail } from "../local/small-guardrail.ts";

/** Failures of comparable tools about messages, buttons and overrides; each name says whose. */
const timeout = 120_000;

let small: Awaited<ReturnType<typeof smallGuardrail>>;

beforeEach(async () => {
	small = await smallGuardrail();
});
afterEach(() => small.started.close());

/** Notices of crossings by identity; one that came twice is there twice. */
function crossings(): string[] {
	return small.notices.filter(({ kind }) => kind === "tier").map(({ id }) => id);
}

async function tier(): Promise<string> {
	const { value } = await guardStore(small.table, "acme").readControl();
	return value?.tier ?? "none";
}

const untilTrim = 6;
const untilShutdown = 14;

describe("one message for one change", () => {
	test("100 passes in the same state are one message, not one each (BerriAI/litellm#3738)", {
		timeout,
	}, async () => {
		await small.passes(untilShutdown);
		await small.order({ kind: "stop-now", endpoint: "first-70b", ttlSeconds: 86_400 });
		await small.order({ kind: "stop-now", endpoint: "second-70b", ttlSeconds: 86_400 });
		await small.passes(3);
		const before = small.notices.map(({ id }) => id);
		await small.passes(100);
		const after = small.notices.map(({ id }) => id);
		expect(new Set(after).size).toBe(after.length);
		expect(after.filter((id) => !before.includes(id) && !id.includes("unacknowledged"))).toEqual(
			[],
		);
	});

	test("two runners at once send one message (BerriAI/litellm#14809)", { timeout }, async () => {
		const other = small.runner();
		await small.passes(untilShutdown, other);
		const ids = small.notices.map(({ id }) => id);
		expect(crossings().length).toBeGreaterThan(0);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test("a restart after firing does not fire again (newrelic#455)", { timeout }, async () => {
		await small.passes(untilTrim);
		const before = crossings();
		expect(before.length).toBeGreaterThan(0);
		const restarted = small.runner();
		await small.clock.run(restarted.guardPass());
		await small.clock.run(restarted.sendNotices());
		await small.clock.run(restarted.bus.drain());
		expect(crossings()).toEqual(before);
	});

	test("the same order delivered five times is one order and one message (Google Cloud budgets)", {
		timeout,
	}, async () => {
		await small.passes(1);
		const answers = [];
		for (let time = 0; time < 5; time += 1) {
			answers.push(await orderStatus({ requestId: "msg_same", bodyHash: "same" }));
		}
		await small.passes(2);
		expect(answers).toEqual([202, 200, 200, 200, 200]);
		expect(small.notices.filter(({ id }) => id.startsWith("override/msg_same"))).toHaveLength(1);
	});
});

async function orderStatus(parts: { requestId: string; bodyHash: string }): Promise<number> {
	const orders = small.guardrail.applyOverride({
		...parts,
		kind: "hold",
		principal: "key:default",
		role: "owner",
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "the same order again",
		ttlSeconds: null,
		expiresAt: null,
	});
	return (await orders).status;
}

describe("a receiver that is down", () => {
	test("delays no action, and is told when it is back", { timeout }, async () => {
		small.channel.isDown = true;
		await small.passes(untilShutdown);
		expect(small.notices).toEqual([]);
		expect(await tier()).not.toBe("ok");
		small.channel.isDown = false;
		await small.passes(10);
		const ids = crossings();
		expect(ids.length).toBeGreaterThan(0);
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe("a person's word", () => {
	test("a raise that is over is enforced again (peers: the block stayed lifted)", {
		timeout,
	}, async () => {
		await small.order({
			kind: "raise",
			ttlSeconds: 600,
			details: { toMicroUsd: microUsdOf(3_000) },
		});
		await small.passes(9);
		expect(await tier()).toBe("ok");
		await small.passes(4);
		expect(await tier()).not.toBe("ok");
	});

	test("a hold that ended while no pass ran for 50 minutes is over by time, and the next pass acts", {
		timeout,
	}, async () => {
		await small.passes(1);
		await small.order({ kind: "hold", ttlSeconds: 3_000 });
		await small.passes(untilTrim);
		const held = await guardStore(small.table, "acme").readControl();
		expect(await tier()).not.toBe("ok");
		expect(held.value?.held).toEqual([]);
		small.skip(50);
		await small.passes(2);
		const after = await guardStore(small.table, "acme").readControl();
		expect(after.value?.held.length).toBeGreaterThan(0);
		expect(small.notices.map(({ id }) => id)).toContain("override/msg_1/ended");
	});

	test("every order has a reason, an actor and an end on the message that tells of it", {
		timeout,
	}, async () => {
		await small.passes(1);
		await small.order({ kind: "hold", reason: "launch demo today", actor: "ann" });
		await small.passes(1);
		const notice = small.notices.find(({ kind }) => kind === "override");
		const text = JSON.stringify(notice?.message);
		expect(text).toMatch(/ann holds the whole fleet until \d\d:\d\d/);
		expect(text).toContain("Reason: launch demo today");
		expect(text).toMatch(/It can cost up to \$[\d,]+/);
	});

	test("a second crossing after a raise is a message of its own", { timeout }, async () => {
		await small.passes(untilTrim);
		await small.order({ kind: "raise", details: { addMicroUsd: microUsdOf(20) } });
		await small.passes(12);
		const trims = crossings().filter((id) => id.includes("/trim/up/"));
		expect(new Set(trims).size).toBe(2);
	});

	test("a silence never stops an action", { timeout }, async () => {
		await small.order({
			kind: "silence",
			details: { matchers: [{ name: "namespace", value: "acme" }] },
		});
		await small.passes(untilShutdown);
		expect(small.notices).toEqual([]);
		expect(await tier()).not.toBe("ok");
	});
});
