import fc from "fast-check";
import { expect, test } from "vitest";
import { CallBudget } from "../../../shared/adapters/huggingface/call-budget.ts";
import { callBudgetOf } from "../../../shared/adapters/huggingface/http-client.ts";
import { meterSettings } from "../../../shared/config/meter-settings.ts";
import { dueQuestions } from "../../../shared/core/ledger/due-questions.ts";
import { hourMs, minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import type { Posture } from "../../../shared/domain/ledger.ts";
import { at, endpointOf, midnight, postureOf } from "../../core/fixture.ts";

const endpointsPerPage = 100;
/** A pass has so much time for its calls, and waits for the budget no longer. */
const passMs = 25 * secondMs;
const firstPass = at("12:00");

/** Passes until nothing is owed, where every endpoint's stage ranges were missed for so long. */
function passesToRecover(count: number, missedMs: number, latenessMs: readonly number[]): number {
	const budget = new CallBudget(callBudgetOf(600));
	const missedSince = firstPass - missedMs;
	let postures: readonly Posture[] = Array.from({ length: count }, (_, index) => {
		const observed = endpointOf({ name: `steady-${index}`, createdAt: midnight - 99 * hourMs });
		return postureOf({ observed, since: firstPass, truthUntil: missedSince });
	});
	for (let pass = 1; ; pass += 1) {
		const late = latenessMs[pass % latenessMs.length] ?? 0;
		let now = firstPass + pass * minuteMs + late;
		const deadline = now + passMs;
		const call = () => {
			const waitMs = budget.take("read", now);
			if (waitMs <= 0) return true;
			if (now + waitMs >= deadline) return false;
			now += waitMs;
			return budget.take("read", now) <= 0;
		};
		for (let page = 0; page < count / endpointsPerPage; page += 1) expect(call()).toBe(true);
		const settings = meterSettings;
		const lineIsUncertain = false;
		const input = { now, postures, changed: new Set<string>(), periodFrom: midnight };
		const questions = dueQuestions({ ...input, lineIsUncertain, settings });
		const owed = questions.filter(({ reason }) => reason === "owed");
		const answered = new Set(owed.filter(call).map(({ posture }) => posture.endpoint));
		for (const { window } of owed) expect(window.from).toBeLessThanOrEqual(missedSince);
		postures = postures.map((each) =>
			answered.has(each.endpoint) ? { ...each, truthUntil: now, since: now } : each,
		);
		if (postures.every(({ since, truthUntil }) => truthUntil >= since)) return pass;
	}
}

test("of up to 1,000 endpoints 48 hours of missed passes are asked for within 10 passes, whenever these come in their minutes", () => {
	const lateness = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 10 });
	const count = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constant(1_000));
	fc.assert(
		fc.property(count, fc.integer({ min: minuteMs, max: 47 * hourMs }), lateness, (...life) => {
			expect(passesToRecover(...life)).toBeLessThanOrEqual(10);
		}),
		{ numRuns: 60 },
	);
});

test.each([
	[1_000, 10],
	[2_000, 23],
	[3_000, 38],
])("%i endpoints take the %i passes that the calls allow, their pages first", (count, passes) => {
	const perPass = callBudgetOf(600).calls / 5 - callBudgetOf(600).reservedForWrites / 5;
	const questions = Math.min(meterSettings.mostPerPass, perPass - count / endpointsPerPage);
	expect(Math.ceil(count / questions)).toBe(passes);
	expect(passesToRecover(count, 40 * hourMs, [0])).toBeLessThanOrEqual(passes);
});
