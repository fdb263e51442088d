import { expect, test } from "vitest";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { isRecordOf } from "../../../shared/core/verify/is-record-of.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

/** Two endpoints far from every line, seen for an hour; then the list fails. */
async function blindStage(fails: (call: string) => boolean) {
	let isDown = false;
	const before = (call: string) => {
		if (isDown && fails(call)) throw new Error("503: try again later");
	};
	const made = stage({ before, dailyUsd: 400, endpoints: [one("chat"), one("batch")] });
	await made.until(midnight + hourMs);
	isDown = true;
	await made.minutes(10);
	return made;
}

test("a person's stop of one endpoint is done on a fresh read of it, although the list cannot be read", async () => {
	const made = await blindStage((call) => call === "list");
	await made.order({ kind: "stop-now", endpoint: "chat" });
	await made.minutes(1);
	expect(made.configuration("chat")).toBe("paused 1..4");
	expect(made.changes("batch")).toEqual([]);
	const { held, tier } = await made.control();
	expect([tier, held.map(({ endpoint }) => endpoint)]).toEqual(["ok", ["chat"]]);
	await made.minutes(5);
	expect(made.changes()).toEqual(["paused"]);
});

test("a stop keeps what was there when it was read, not what an old list says", async () => {
	const made = await blindStage((call) => call === "list");
	made.account.update("chat", { compute: { scaling: { maxReplica: 2 } } }, "ann");
	await made.order({ kind: "stop-now", endpoint: "chat" });
	await made.minutes(1);
	expect(made.configuration("chat")).toBe("paused 1..2");
});

test("a stop of everything stops every endpoint that answers", async () => {
	const made = await blindStage((call) => call === "list");
	await made.order({ kind: "stop-now", endpoint: null });
	await made.minutes(1);
	expect([made.configuration("chat"), made.configuration("batch")]).toEqual([
		"paused 1..4",
		"paused 1..4",
	]);
});

test("where the endpoint itself cannot be read, nothing is done, and it is tried again each minute", async () => {
	let isDown = true;
	const made = await blindStage((call) => call === "list" || (call.startsWith("get") && isDown));
	await made.order({ kind: "stop-now", endpoint: "chat" });
	await made.minutes(3);
	expect(made.changes()).toEqual([]);
	isDown = false;
	await made.minutes(1);
	expect(made.changes()).toEqual(["paused"]);
});

test("without an order nothing is done on old data", async () => {
	const made = await blindStage((call) => call === "list");
	await made.minutes(60);
	expect(made.changes()).toEqual([]);
});

test("a stop of what the guard holds keeps what a person set meanwhile, not what the guard found there first", async () => {
	let isDown = false;
	const before = (call: string) => {
		if (isDown && call === "list") throw new Error("503: try again later");
	};
	const made = stage({ before, endpoints: [one("chat")] });
	await made.until(midnight + 90 * minuteMs);
	expect(made.configuration("chat")).toBe("1..1");
	isDown = true;
	await made.minutes(10);
	made.account.update("chat", { compute: { scaling: { minReplica: 2, maxReplica: 5 } } }, "ann");
	await made.order({ kind: "stop-now", endpoint: "chat" });
	await made.minutes(1);
	expect(made.configuration("chat")).toBe("paused 2..5");
	const { held } = await made.control();
	const records = await guardStore(made.table, "acme").readRestoreRecords();
	const own = records.find((record) => held.some((entry) => isRecordOf(record, entry)));
	expect(own?.scaling).toMatchObject({ minReplica: 2, maxReplica: 5 });
});
