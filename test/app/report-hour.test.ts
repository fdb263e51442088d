import { expect, test } from "vitest";
import { reportHour } from "../../shared/app/report-hour.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { modelStore } from "../../shared/app/store/model-store.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import { at, cursorOf, dayMs, endpointOf, midnight, postureOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

const week = 7 * dayMs;

async function hourAt(now: number, parametersOf: (model: string) => Promise<number | null>) {
	const said = saidOn(now);
	const asked: string[] = [];
	const models = {
		parametersOf: (model: string) => {
			asked.push(model);
			return parametersOf(model);
		},
	};
	const store = ledgerStore(said.table, "acme");
	await store.writeCursor(cursorOf({ observedUntil: now }), 0);
	const observed = endpointOf({ model: "meta-llama/Llama-2-13b" });
	await store.writePostures([postureOf({ since: midnight - dayMs, observed })]);
	const bill = { readBill: async () => Promise.reject(new Error("the Hub is down")) };
	const deps = { ...said, models, bill };
	return { ...said, asked, run: () => reportHour(deps) };
}

test("the Hub being down delays no report of the day", async () => {
	const hour = await hourAt(at("00:20"), async () => Promise.reject(new Error("the Hub is down")));
	expect(await hour.run()).toEqual({ outcome: "said", bill: "failed" });
	expect(hour.said.map(({ type }) => type)).toEqual(["report.daily"]);
	expect(hour.lines.join("")).toContain("bill-not-reconciled");
	expect(hour.lines.join("")).toContain("model-size-unread");
});

test("the size of a model is asked for once a week, known or not", async () => {
	const hour = await hourAt(at("12:00"), async () => null);
	await hour.run();
	hour.clock.set(at("12:00") + hourMs);
	await hour.run();
	expect(hour.asked).toEqual(["meta-llama/Llama-2-13b"]);
	expect(await modelStore(hour.table, "acme").readSizes()).toEqual([
		expect.objectContaining({ model: "meta-llama/Llama-2-13b", parameters: null }),
	]);
	hour.clock.set(at("12:00") + week);
	await hour.run();
	expect(hour.asked).toHaveLength(2);
});
