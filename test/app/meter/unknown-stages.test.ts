import { expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { ledgerDays } from "../../bench/metering/ledger-days.ts";
import { quietFleet } from "../../bench/quiet-fleet.ts";
import { wireAccount } from "./wire-account.ts";

const dayMs = 24 * hourMs;

test("a stage that nobody documents is billed as possible, and told once a day by its name", async () => {
	const scenario = quietFleet(2);
	const wire = wireAccount({
		scenario,
		spoil: ({ text }) => new Response(text.replaceAll('"stage":"running"', '"stage":"warming"')),
	});
	await wire.minutes(30);
	const told = () => wire.warnings.filter(({ event }) => event === "unknown-stage");
	expect(told().map(({ fields }) => fields["stage"])).toEqual(["warming"]);
	expect(told()[0]?.fields["what"]).toContain("billed in the point estimate");
	const { value: cursor } = await wire.store.readCursor();
	const whole = { from: scenario.start, to: cursor?.observedUntil ?? 0 };
	const bill = wire.account.truth.billMicroUsd(whole.from, whole.to, "steady");
	const own = ledgerDays(wire.table, whole).find(({ endpoint }) => endpoint === "steady");
	expect(own?.spent.point).toBe(bill);
	expect(own?.spent.lo).toBeLessThan(bill);
	wire.clock.at = scenario.start + dayMs + minuteMs;
	await wire.minutes(10);
	expect(told()).toHaveLength(2);
});
