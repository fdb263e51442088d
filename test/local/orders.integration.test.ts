import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { smallGuardrail } from "./small-guardrail.ts";

const timeout = 60_000;
/** Shutdown is reached after about nine minutes with caps, and after five without. */
const untilShutdown = 10;

let small: Awaited<ReturnType<typeof smallGuardrail>>;

beforeEach(async () => {
	small = await smallGuardrail();
});
afterEach(() => small.started.close());

async function control() {
	const { value } = await guardStore(small.table, "acme").readControl();
	if (value === null) throw new Error("no pass has written its state");
	return value;
}

describe("a raise", () => {
	test("ends the tier it lifts above, and crossing again is a new notice", {
		timeout,
	}, async () => {
		await small.passes(5);
		expect((await control()).tier).toBe("trim");
		expect(small.told("/trim/up/")).toBe(1);
		await small.order({ kind: "raise", details: { addMicroUsd: microUsdOf(20) } });
		await small.passes(1);
		expect((await control()).tier).toBe("ok");
		await small.passes(12);
		expect((await control()).tier).not.toBe("ok");
		expect(small.told("/trim/up/")).toBe(2);
	});

	test("that ends is judged at once by the own budget", { timeout }, async () => {
		await small.passes(1);
		await small.order({
			kind: "raise",
			ttlSeconds: 300,
			details: { toMicroUsd: microUsdOf(3_000) },
		});
		await small.passes(4);
		expect((await control()).tier).toBe("ok");
		await small.passes(3);
		expect((await control()).tier).not.toBe("ok");
		expect(small.notices.map(({ id }) => id)).toContain("override/msg_1/ended");
	});

	test("never lifts the absolute ceiling", { timeout }, async () => {
		await small.order({ kind: "raise", details: { toMicroUsd: microUsdOf(9_000_000) } });
		await small.passes(18);
		expect((await control()).tier).toBe("ceiling");
		expect([small.shown("first-70b"), small.shown("second-70b")]).toEqual(["paused", "paused"]);
	});
});

describe("stop-now", () => {
	test("stops everything within the next pass although a hold is in force", {
		timeout,
	}, async () => {
		await small.passes(1);
		await small.order({ kind: "hold" });
		await small.order({ kind: "stop-now", ttlSeconds: 600 });
		await small.passes(1);
		expect([small.shown("first-70b"), small.shown("second-70b")]).toEqual(["paused", "paused"]);
		await small.order({ kind: "restore-now" });
		await small.passes(2);
		expect(small.shown("first-70b")).toBe("paused");
	});

	test("of one endpoint leaves the other alone, and its end puts it back", {
		timeout,
	}, async () => {
		await small.order({ kind: "raise", details: { toMicroUsd: microUsdOf(30_000) } });
		await small.passes(1);
		await small.order({ kind: "stop-now", endpoint: "first-70b", ttlSeconds: 180 });
		await small.passes(2);
		expect([small.shown("first-70b"), small.shown("second-70b")]).toEqual(["paused", "running"]);
		await small.passes(8);
		expect(small.shown("first-70b")).not.toBe("paused");
	});
});

test("a hold is told when it is granted, 15 minutes before its end, and at its end with its cost", {
	timeout,
}, async () => {
	await small.passes(1);
	await small.order({ kind: "hold", ttlSeconds: 2_400, requestId: "msg_hold" });
	await small.passes(42);
	const own = small.notices.filter(({ kind }) => kind === "override");
	expect(own.map(({ id }) => id)).toEqual([
		"override/msg_hold/granted",
		"override/msg_hold/ending",
		"override/msg_hold/ended",
	]);
	const [granted, , ended] = own.map(({ message }) => JSON.stringify(message));
	expect(granted).toContain("It can cost up to $");
	expect(ended).toMatch(
		/While it ran \$[\d,.]+ was spent \(at most \$[\d,]+ when it was granted\)/,
	);
});

test("a pass is asked for at once: a stop does not wait for the minute", { timeout }, async () => {
	await small.passes(untilShutdown - 9);
	await small.order({ kind: "stop-now" });
	await small.clock.run(small.guardrail.bus.drain());
	expect(small.shown("first-70b")).toBe("paused");
});

test("the page judges by the raised budget, as guard does", { timeout }, async () => {
	await small.passes(2);
	await small.order({ kind: "raise", details: { addMicroUsd: microUsdOf(20) } });
	const { reading, policy } = await small.guardrail.readModel();
	expect(reading?.budgetMicroUsd).toBe(microUsdOf(50));
	expect(policy.budget.thresholds.ceiling * 50).toBeCloseTo(3 * 30);
});
