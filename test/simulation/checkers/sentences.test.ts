import { describe, expect, test } from "vitest";
import type { Notice } from "../../../shared/domain/notice.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import { at, controlOf, cursorOf, endpointOf, knownPrice, postureOf } from "../../core/fixture.ts";
import { coverageProblems } from "../coverage.ts";
import { LeaseChecker } from "./lease-checker.ts";
import { LedgerChecker } from "./ledger-checker.ts";
import { LivenessChecker } from "./liveness-checker.ts";
import { NoticeChecker } from "./notice-checker.ts";
import { Orders } from "./orders.ts";
import type { Report } from "./report.ts";

const noon = at("12:00");
const identity = { endpoint: "chat", createdAt: endpointOf().createdAt };

describe("the ledger is judged in words", () => {
	const price = knownPrice(3.6);
	const sampled = {
		source: "sampled",
		replicasLo: 1,
		replicasPoint: 1,
		replicasHi: 1,
		price,
	} as const;
	const hour = { ...identity, hour: noon, covered: [], spans: [] };

	function ledger(billMicroUsd: number) {
		const said: string[] = [];
		const truth = { billMicroUsd: () => billMicroUsd, stageIntervals: () => [], journal: () => [] };
		const account = { truth } as unknown as SimulatedAccount;
		return { said, checker: new LedgerChecker(account, (_, sentence) => said.push(sentence)) };
	}

	test("every second is booked once", () => {
		const { said, checker } = ledger(0);
		const first = { from: noon, to: at("12:10"), ...sampled };
		const second = { from: at("12:09"), to: at("12:20"), ...sampled };
		checker.storedHour({ ...hour, estimates: [first, second] });
		expect(said).toEqual(["chat, 2026-03-02 12:00:00: 60000 ms are booked twice."]);
	});

	test("no second is left out", () => {
		const { said, checker } = ledger(0);
		checker.storedHour({ ...hour, estimates: [{ from: noon, to: at("12:10"), ...sampled }] });
		checker.storedPosture(postureOf({ since: at("12:30") }));
		checker.passed(cursorOf({ observedUntil: at("12:30") }), at("12:30"));
		expect(said[0]).toBe(
			"chat: nothing is booked from 2026-03-02 12:10:00 to 2026-03-02 12:30:00.",
		);
	});

	test("the bill lies between lo and hi", () => {
		const { said, checker } = ledger(9_000_000);
		checker.storedHour({ ...hour, estimates: [{ from: noon, to: at("13:00"), ...sampled }] });
		checker.storedPosture(postureOf({ since: at("13:00"), price }));
		checker.passed(cursorOf({ observedUntil: at("13:00") }), at("13:00"));
		expect(said).toEqual([
			"chat: the ledger says it cost at least $3.6000 and at most $3.6000 " +
				"(most likely $3.6000), the bill says $9.0000.",
		]);
	});
});

describe("notices are judged in words", () => {
	const message = { title: "Over the first line", attributes: {} };
	const notice = { id: "n1/up/trim", kind: "tier", createdAt: 0, message } as Notice;
	const noticeChecker = (report: Report) => new NoticeChecker(report, new Orders(), () => 0);

	function heard(act: (checker: NoticeChecker) => void): string[] {
		const said: string[] = [];
		act(noticeChecker((_, sentence) => said.push(sentence)));
		return said;
	}

	test("a transition is told", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "ok" }));
			checker.stored(controlOf({ tier: "trim" }));
		});
		expect(said).toEqual(['"2026-03-02 trim" has 0 notices.']);
	});

	test("nothing is told without a transition", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "ok" }));
			checker.stored(controlOf({ tier: "ok", outbox: [notice] }));
		});
		expect(said).toEqual(['"n1/up/trim" was written without a rise of the tier.']);
	});

	test("everybody hears of it", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "trim", outbox: [notice] }));
			checker.delivered("pager", notice);
			checker.finish(0);
		});
		expect(said).toEqual(['chat never heard of "2026-03-02 trim n1/up/trim".']);
	});

	test("and nobody twice without a reason", () => {
		const said = heard((checker) => {
			checker.stored(controlOf({ tier: "trim", outbox: [notice] }));
			for (const channel of ["pager", "chat", "chat"] as const) checker.delivered(channel, notice);
			checker.finish(0);
		});
		expect(said).toEqual(["1 repeated messages, but only 0 faults that could explain them."]);
	});

	test("of messages that came twice, those after a lost answer are counted apart", () => {
		const checker = noticeChecker(() => undefined);
		checker.stored(controlOf({ tier: "trim", outbox: [notice] }));
		checker.delivered("chat", notice);
		checker.answerLost("chat", notice.id);
		for (const channel of ["chat", "chat", "pager"] as const) checker.delivered(channel, notice);
		const { deliveries, duplicates, unavoidable } = checker;
		expect({ deliveries, duplicates, unavoidable }).toEqual({
			deliveries: 4,
			duplicates: 2,
			unavoidable: 1,
		});
	});
});

test.each([
	[20, false],
	[21, true],
])(
	"%d of a thousand messages twice without a lost answer: too many is %s",
	(repeated, isTooMany) => {
		const counts = new Map([
			["deliveries", 1_000],
			["duplicates", repeated + 30],
			["duplicates after a lost answer", 30],
		]);
		const coverage = { days: 2_000, severeDays: 600, fleet: [4, 12], counts } as const;
		const said = coverageProblems(coverage).some((problem) => problem.includes("delivered"));
		expect(said).toBe(isTooMany);
	},
);

test("a long run that never met a schedule or a release is told so", () => {
	const met = { severeDays: 400, fleet: [4, 12], counts: new Map() } as const;
	const missed = [
		"there were no changes by schedules",
		"there were no entries of schedules that were due while the guard held",
		'"days of schedule" never happened',
		'"order: release" never happened',
	];
	expect(coverageProblems({ ...met, days: 400 })).toEqual(expect.arrayContaining(missed));
	expect(coverageProblems({ ...met, days: 399 })).toEqual([]);
});

test("a guard that lets money run out for more than ten minutes is told so", () => {
	const said: string[] = [];
	const checker = new LivenessChecker(
		(_, sentence) => said.push(sentence),
		() => 3_600_000,
	);
	const scaling = { scaleToZeroTimeout: null };
	const endpoints = [{ name: "chat", state: "running", tags: [], readyReplica: 1, scaling }];
	for (const now of [noon, at("12:11")]) checker.passed(now, 2.4, endpoints as never);
	expect(said).toEqual(["at 240 % of the budget chat has been running for more than 10 minutes."]);
});

describe("the lease is judged in words", () => {
	const first = { fencingToken: 4, lastPassAt: noon, leaseUntil: at("12:00:50") };

	function lease() {
		const said: string[] = [];
		return { said, checker: new LeaseChecker((_, sentence) => said.push(sentence)) };
	}

	test("a pass that takes the namespace while another one holds it", () => {
		const { said, checker } = lease();
		checker.stored(first);
		checker.stored({ fencingToken: 5, lastPassAt: at("12:00:20"), leaseUntil: at("12:01:10") });
		expect(said).toEqual([
			"pass 5 took the namespace at 2026-03-02 12:00:20, and pass 4 held it until 2026-03-02 12:00:50.",
		]);
	});

	test("a pass that comes after the lease was given back, or ran out, is right", () => {
		const { said, checker } = lease();
		checker.stored(first);
		checker.stored({ ...first, leaseUntil: at("12:00:09") });
		checker.stored({ fencingToken: 5, lastPassAt: at("12:00:09"), leaseUntil: at("12:00:59") });
		checker.stored({ fencingToken: 6, lastPassAt: at("12:00:59"), leaseUntil: at("12:01:49") });
		expect(said).toEqual([]);
	});
});
