import { describe, expect, test } from "vitest";
import { hourMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { policyOf } from "../../core/fixture.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** At $2.50 a replica-hour an endpoint of four can spend $240 a day; the line is twice the budget. */
const within = (dailyUsd: number) =>
	policyOf({}, { envelope: true, dailyMicroUsd: microUsdOf(dailyUsd) });

/** What happens before a call of guard's next pass; each happens once. */
async function cappedSoon() {
	const happenings: { before: string; happen: () => void }[] = [];
	const before = (call: string) => {
		const next = happenings[0];
		if (next === undefined || !call.startsWith(next.before)) return;
		happenings.shift();
		next.happen();
	};
	const endpoints = [one("chat", { minReplica: 1, maxReplica: 4, traffic: () => 0.5 })];
	const made = stage({ before, policy: within(200), endpoints });
	await made.until(midnight + hourMs);
	const person = (maxReplica: number) => () => {
		made.account.update("chat", { compute: { scaling: { minReplica: 1, maxReplica } } }, "ann");
	};
	const fails = () => {
		throw new Error("504: no answer");
	};
	const meet = (...next: { before: string; happen: () => void }[]) => happenings.push(...next);
	const status = async () => (await made.control()).held.map((held) => held.status);
	return { ...made, person, fails, meet, status, happenings };
}

describe("a person sets just what the guard was about to", () => {
	test("and it is theirs where the guard made no call for it", async () => {
		const made = await cappedSoon();
		made.meet({ before: "get", happen: made.fails }, { before: "get", happen: made.person(3) });
		await made.minutes(3, within(90));
		expect(made.happenings).toEqual([]);
		expect(made.changes()).toEqual([]);
		expect(await made.status()).toEqual(["superseded"]);
		await made.minutes(3, within(200));
		expect(made.configuration("chat")).toBe("1..3");
	});

	test("and it is theirs also where the guard's next read, or its next list, is the first to show it", async () => {
		const made = await cappedSoon();
		made.meet({ before: "get", happen: made.fails });
		await made.minutes(1, within(90));
		made.person(3)();
		await made.minutes(1, within(90));
		expect(await made.status()).toEqual(["superseded"]);
	});

	test("after another change, which only a read of the guard has shown: it is theirs from that read on", async () => {
		const made = await cappedSoon();
		made.meet({ before: "scale", happen: made.fails });
		await made.minutes(1, within(90));
		expect(await made.status()).toEqual(["intended"]);
		made.meet({ before: "get", happen: made.person(6) });
		await made.minutes(1, within(90));
		expect(await made.status()).toEqual(["superseded"]);
		expect((await made.notices()).filter((id) => id.includes("superseded/chat"))).toHaveLength(1);
		made.person(3)();
		await made.minutes(3, within(90));
		expect([await made.status(), made.changes()]).toEqual([["superseded"], []]);
	});

	test("but it is the guard's where its call may only have lost the answer", async () => {
		const made = await cappedSoon();
		made.meet({ before: "scale", happen: made.fails });
		await made.minutes(1, within(90));
		made.person(3)();
		await made.minutes(2, within(90));
		expect(await made.status()).toEqual(["applied"]);
	});
});

describe("a person changes what a call without an answer may still be on its way to", () => {
	async function withoutAnswer() {
		const made = await cappedSoon();
		made.meet({ before: "scale", happen: made.fails });
		await made.minutes(1, within(90));
		made.waitUntil(made.now() + 10_000);
		return made;
	}

	test("and the intent stays on record until that call is known to be over", async () => {
		const made = await withoutAnswer();
		await made.meter(within(90));
		made.meet({ before: "get", happen: made.person(6) });
		await made.guard(within(90));
		expect([made.happenings, await made.status()]).toEqual([[], ["intended"]]);
		made.account.update(
			"chat",
			{ compute: { scaling: { minReplica: 1, maxReplica: 3 } } },
			"guard",
		);
		await made.minutes(1, within(90));
		expect(await made.status()).toEqual(["applied"]);
	});

	test("and where a list shows it as well the step is not sent again, and it is theirs a minute later", async () => {
		const made = await withoutAnswer();
		made.person(6)();
		made.waitUntil(made.now() + 10_000);
		await made.meter(within(90));
		await made.guard(within(90));
		expect([await made.status(), made.changes()]).toEqual([["intended"], []]);
		await made.minutes(1, within(90));
		expect([await made.status(), made.changes()]).toEqual([["superseded"], []]);
		expect(made.configuration("chat")).toBe("1..6");
	});

	test("and an order to put it back leaves it on record as well, and undoes what lands late", async () => {
		const made = await withoutAnswer();
		await made.meter(within(90));
		await made.order({ kind: "restore-now", endpoint: "chat" });
		made.meet({ before: "get", happen: made.person(6) });
		await made.guard(within(90));
		expect([made.happenings, await made.status(), made.changes()]).toEqual([[], ["intended"], []]);
		made.account.update(
			"chat",
			{ compute: { scaling: { minReplica: 1, maxReplica: 3 } } },
			"guard",
		);
		await made.minutes(2, within(90));
		expect(made.configuration("chat")).toBe("1..4");
	});

	test("and where nothing lands late it is theirs, also for the order, a minute later", async () => {
		const made = await withoutAnswer();
		await made.meter(within(90));
		await made.order({ kind: "restore-now", endpoint: "chat" });
		made.meet({ before: "get", happen: made.person(6) });
		await made.guard(within(90));
		await made.minutes(2, within(90));
		expect([await made.status(), made.configuration("chat")]).toEqual([["superseded"], "1..6"]);
	});
});
