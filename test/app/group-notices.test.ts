import { expect, test } from "vitest";
import { createObserveFleetWriter } from "../../shared/adapters/dry-run/observe-fleet-writer.ts";
import { guardBudget } from "../../shared/app/guard-budget.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import type { FleetReader } from "../../shared/ports/fleet-reader.ts";
import { policyOf } from "../core/fixture.ts";
import { definition, start } from "../simulator/fixture.ts";
import { meteredAccount } from "./metered-account.ts";
import { saidOn } from "./said-on.ts";

/** A reader that nobody needs: nothing is due. */
const fleet: FleetReader = {
	listInventory: () => Promise.reject(new Error("not needed")),
	getEndpoint: () => Promise.reject(new Error("not needed")),
	readStageRanges: () => Promise.reject(new Error("not needed")),
};

test("a group over its line is told once a line, beside a namespace that is well within its budget", async () => {
	const lab = {
		...policyOf().budget,
		name: "lab",
		zone: "Europe/Berlin",
		dailyMicroUsd: microUsdOf(4),
		members: [{ name: "chat" }],
	};
	const policy = policyOf({ groups: [lab] }, { zone: "Europe/Berlin" });
	const scenario = {
		name: "one",
		description: "One endpoint at $0.80 an hour.",
		namespace: "acme",
		zone: "Europe/Berlin",
		start,
		dailyBudgetMicroUsd: microUsdOf(100),
		endpoints: [definition()],
		timeline: [],
	};
	const { run, table, now } = meteredAccount({ scenario, policy });
	const { bus, log } = saidOn(start);
	const clock = { now, sleep: () => Promise.resolve() };
	const writer = createObserveFleetWriter();
	const deps = { namespace: "acme", policy, fleet, writer, table, bus, clock, log };
	const outcomes: string[] = [];
	await run(start + 9 * hourMs, async (at) => {
		if (at % (15 * minuteMs) === 0) outcomes.push(await guardBudget(deps));
	});
	const control = (await guardStore(table, "acme").readControl()).value;
	expect(control?.tier).toBe("ok");
	const told = control?.outbox.map(({ id, kind }) => [kind, id.split("/").slice(2).join("/")]);
	expect(told).toEqual([
		["group", "trim/passed"],
		["group", "divert/passed"],
	]);
	expect(control?.outbox[0]?.message.title).toMatch(
		/^acme, group lab at 12\d % of its day's budget/,
	);
	expect(outcomes.filter((outcome) => outcome === "busy")).toEqual([]);
}, 60_000);
