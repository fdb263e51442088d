import { expect, test } from "vitest";
import { keysOf } from "../../../shared/app/store/keys.ts";
import { asJson } from "../../../shared/app/store/record.ts";
import { watchStore } from "../../../shared/app/store/watch-store.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { zone } from "../../../shared/simulator/scenarios/calendar.ts";
import { overrideOf } from "../../core/fixture.ts";
import { endpoint, hourMs, minuteMs, start, watched } from "./watched-account.ts";

/** Ann raises the maximum; trim caps it after an hour and a half; a raise of the budget puts hers back. */
test("a drift goes on while the guard caps the endpoint, and stays the person's after the guard put it back", {
	timeout: 120_000,
}, async () => {
	const body = { compute: { scaling: { minReplica: 1, maxReplica: 9 } } };
	const change = { kind: "update" as const, endpoint: "chat", body };
	const at = start + 150 * minuteMs;
	const raise = overrideOf({
		kind: "raise",
		grantedAt: at,
		expiresAt: at + 20 * hourMs,
		details: { toMicroUsd: microUsdOf(100), periodKey: dayOf(at, zone).key },
	});
	const { changes, notices, table } = await watched({
		endpoints: [endpoint()],
		timeline: [{ at: 30 * minuteMs, actor: "ann", change }],
		hours: 3.75,
		mode: "enforce",
		dailyBudgetUsd: 1.1,
		prepare: async (store) => {
			await store.put({ ...keysOf("acme").override(raise.id), body: asJson(raise) }, 0);
		},
	});
	const { value } = await watchStore(table, "acme").readState();
	const drift = value?.alerts.find(({ rule }) => rule === "configuration-drift");
	const kinds = changes.filter(({ rule }) => rule === "configuration-drift");
	const acted = notices.map(({ kind }) => kind).filter((kind) => /tier|restored/.test(kind));
	expect(acted).toEqual(["tier", "tier", "restored"]);
	expect(kinds.map(({ kind }) => kind)).toEqual(["fired"]);
	expect(drift).toMatchObject({ phase: "firing", evidence: { changedBy: "ann" } });
	expect((drift?.seenUntil ?? 0) - start).toBeGreaterThan(3.5 * hourMs);
});
