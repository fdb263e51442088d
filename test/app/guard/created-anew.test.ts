import { expect, test } from "vitest";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

test("what is stopped under the name of a held endpoint that is gone has a record of its own, and comes back", async () => {
	let fails = 0;
	const before = (call: string) => {
		if (!call.startsWith("get") || fails === 0) return;
		fails -= 1;
		throw new Error("503: try again later");
	};
	const made = stage({ before, dailyUsd: 400, endpoints: [one("chat"), one("batch")] });
	await made.until(midnight + hourMs);
	await made.order({ kind: "stop-now", endpoint: "chat" });
	await made.minutes(2);
	const old = made.account.find("chat");
	if (old === null) throw new Error("it is paused, not gone");
	made.account.remove("chat", "ann");
	const { vendor, region, ...compute } = old.hardware;
	const scaling = { minReplica: 2, maxReplica: 3, scaleToZeroTimeout: null };
	const { repository, task } = old.model;
	made.account.create(
		{
			name: "chat",
			type: "authenticated",
			provider: { vendor, region },
			compute: { ...compute, scaling },
			model: { repository, task },
		},
		"ann",
	);
	// The read that would tell that the old one is gone gets no answer.
	fails = 1;
	await made.minutes(1);
	expect(made.configuration("chat")).toBe("paused 2..3");
	const [held] = (await made.control()).held;
	const records = await guardStore(made.table, "acme").readRestoreRecords();
	const own = records.find(
		({ createdAt, generation }) => createdAt === held?.createdAt && generation === held.generation,
	);
	expect(own?.scaling).toMatchObject({ minReplica: 2, maxReplica: 3 });
	await made.until(midnight + 4 * hourMs);
	expect(made.configuration("chat")).toBe("2..3");
});
