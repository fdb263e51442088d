import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { smallPolicyText } from "./kill/small-account.ts";
import { smallGuardrail } from "./small-guardrail.ts";

const timeout = 60_000;
/** At $8 a minute trim is reached after 5 minutes, divert after 6, shutdown after 8, the ceiling after 12. */
const untilTrim = 5;

let small: Awaited<ReturnType<typeof smallGuardrail>>;

beforeEach(async () => {
	small = await smallGuardrail(askingText());
});
afterEach(() => small.started.close());

/** Standard endpoints wait for ever; an expendable one for two minutes. */
function askingText({ expendable = "none" } = {}): string {
	const asking = smallPolicyText.replace("mode: enforce", "mode: ask");
	return `${asking}  - name: ${expendable}\n    criticality: expendable\naskTimeout:\n  minutes: 2\nlimits:\n  capsMayRoll: true\n`;
}

async function control() {
	const { value } = await guardStore(small.table, "acme").readControl();
	if (value === null) throw new Error("no pass has written its state");
	return value;
}

async function pending() {
	const { word } = await control();
	if (word === undefined || word.pending === null) throw new Error("nothing waits for a word");
	return word.pending;
}

function writes() {
	return small.started.account.truth.journal().filter(({ actorKind }) => actorKind === "guard");
}

const scaling = (name: string) => {
	const { minReplica, maxReplica } = small.started.account.find(name)?.scaling ?? {};
	return `${small.shown(name)} ${minReplica}..${maxReplica}`;
};
const asIs = ["running 3..4", "running 3..4"];
const both = () => ["first-70b", "second-70b"].map(scaling);
const questions = () => small.notices.filter(({ kind }) => kind === "ask");

describe("in mode ask", () => {
	test("nothing is written before a word, and the plan is told once with its hash", {
		timeout,
	}, async () => {
		await small.passes(untilTrim);
		expect((await control()).tier).toBe("trim");
		const { planHash, steps } = await pending();
		expect(steps.map(({ endpoint }) => endpoint).toSorted()).toEqual(["first-70b", "second-70b"]);
		await small.passes(1);
		expect([both(), writes()]).toEqual([asIs, []]);
		expect(questions()).toHaveLength(1);
		expect(small.told("/trim/up/")).toBe(1);
		expect(JSON.stringify(questions()[0]?.message)).toContain(planHash);
	});

	test("approval carries out just the steps that were shown, and what comes later is asked anew", {
		timeout,
	}, async () => {
		await small.passes(untilTrim);
		const { planHash } = await pending();
		const answer = await small.order({ kind: "approve", details: { planHash } });
		expect(answer.status).toBe(202);
		await small.passes(3);
		expect(both().every((text) => text.endsWith("..1"))).toBe(true);
		await small.passes(10);
		expect((await control()).tier).toBe("shutdown");
		expect([small.shown("first-70b"), small.shown("second-70b")]).not.toContain("paused");
		expect((await pending()).planHash).not.toBe(planHash);
		expect(small.told("/shutdown/up/")).toBe(1);
	});

	test("a denial holds until its end, also over an approval, and nothing is written", {
		timeout,
	}, async () => {
		await small.passes(untilTrim);
		const { planHash } = await pending();
		await small.order({ kind: "deny", details: { planHash }, ttlSeconds: 3_600 });
		await small.order({ kind: "approve", details: { planHash }, ttlSeconds: 3_600 });
		await small.clock.run(small.guardrail.bus.drain());
		await small.passes(2);
		expect([both(), writes()]).toEqual([asIs, []]);
	});

	test("a plan that is not the one that waits is refused with the one that does", {
		timeout,
	}, async () => {
		const details = { planHash: "0123456789abcdef" };
		await small.passes(untilTrim);
		const { planHash } = await pending();
		const answer = await small.order({ kind: "approve", details });
		expect(answer.status).toBe(422);
		expect(JSON.stringify(answer.body)).toContain(`${planHash} waits now: `);
		await small.passes(1);
		expect(writes()).toEqual([]);
	});

	test("another runner goes on waiting for the same plan and says nothing again", {
		timeout,
	}, async () => {
		await small.passes(untilTrim);
		const before = await pending();
		await small.passes(1, small.runner());
		expect(writes()).toEqual([]);
		expect(await pending()).toEqual(before);
		expect(questions()).toHaveLength(1);
	});

	test("what a person ordered to stop was a word already", { timeout }, async () => {
		await small.passes(untilTrim);
		await small.order({ kind: "stop-now", endpoint: "first-70b", ttlSeconds: 3_600 });
		await small.passes(1);
		expect([small.shown("first-70b"), scaling("second-70b")]).toEqual(["paused", asIs[1]]);
	});

	test("the absolute ceiling waits for nobody", { timeout }, async () => {
		await small.passes(14);
		expect((await control()).tier).toBe("ceiling");
		expect([small.shown("first-70b"), small.shown("second-70b")]).toEqual(["paused", "paused"]);
		expect((await control()).word?.pending ?? null).toBeNull();
	});

	test("what is put back needs no word", { timeout }, async () => {
		await small.passes(untilTrim);
		await small.order({ kind: "stop-now", endpoint: "first-70b", ttlSeconds: 180 });
		await small.order({ kind: "raise", details: { toMicroUsd: 30_000_000_000 } });
		await small.passes(2);
		expect(small.shown("first-70b")).toBe("paused");
		await small.passes(8);
		expect(small.shown("first-70b")).not.toBe("paused");
	});
});

test("without a word an expendable endpoint is trimmed when its time is over, and no other", {
	timeout,
}, async () => {
	await small.started.close();
	small = await smallGuardrail(askingText({ expendable: "second-70b" }));
	await small.passes(untilTrim);
	const { createdAt, expiresAt } = await pending();
	expect(expiresAt).toBe(createdAt + 2 * 60_000);
	await small.passes(1);
	expect(writes()).toEqual([]);
	await small.passes(3);
	expect(scaling("first-70b")).toBe(asIs[0]);
	const touched = new Set(writes().map(({ endpoint }) => endpoint));
	expect([...touched]).toEqual(["second-70b"]);
});
