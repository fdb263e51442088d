import { expect, test } from "vitest";
import { packControl } from "../../shared/app/store/packed-control.ts";
import { asJson } from "../../shared/app/store/record.ts";
import type { Held } from "../../shared/domain/control.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import type { RestoreRecord } from "../../shared/domain/plan.ts";
import { controlOf, heldOf, recordOf } from "../core/fixture.ts";
import { Process, usualDurations } from "./process.ts";
import { shortPlan } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

/**
 * The guard has decided to cap "a" at 2, a person sets this maximum before it is sent, and the guard takes it for
 * its own: puts 1 to 4 back, and caps it once more. Its record says 1 to 4.
 */
async function takenForItsOwn(maxReplicaOfPerson: number) {
	const simulation = new Simulation(shortPlan());
	const { account, observer, scheduler } = simulation;
	const faults = { durations: usualDurations, faultOf: () => null, onCall: () => undefined };
	const pass = new Process({
		kind: "guard",
		key: 1,
		skewMs: 0,
		limitMs: 50_000,
		scheduler,
		faults,
	});
	const createdAt = Number(account.find("a")?.createdAt ?? 0);
	const written = { paused: false, minReplica: 1, at: scheduler.now, updatedAt: null };
	const stored = (status: Held["status"], maxReplica: number, generation: number) => {
		const own = { status, generation, written: { ...written, maxReplica } };
		const record = recordOf({ endpoint: "a", createdAt, generation });
		store(`restore#a#${generation}`, record);
		const held = [heldOf({ endpoint: "a", createdAt, ...own })];
		store("control", packControl(controlOf({ held })));
	};
	const store = (sk: string, body: RestoreRecord | ReturnType<typeof packControl>) =>
		observer.stored({ pk: "acme", sk, body: asJson(body) }, pass);
	const set = (maxReplica: number, actor: string) =>
		account.update("a", { compute: { scaling: { minReplica: 1, maxReplica } } }, actor);
	const act = (maxReplica: number) => {
		observer.look();
		set(maxReplica, "guardrail");
		observer.guardWrote(pass, "a");
	};
	const later = async () => {
		await scheduler.runUntil(scheduler.now + hourMs, () => false);
		pass.readAt.set("a", scheduler.now);
		observer.goodList(scheduler.now);
	};
	observer.look();
	stored("intended", 2, 1);
	set(maxReplicaOfPerson, "ann");
	await later();
	stored("restoring", 4, 1);
	act(4);
	await later();
	stored("intended", 2, 2);
	act(2);
	return observer.violation?.sentence ?? null;
}

test("what a person did is judged by what the store held then, not by what it holds when it is looked at", async () => {
	expect(await takenForItsOwn(2)).toBeNull();
});

test("and what the guard could have told from its own step is still reported", async () => {
	expect(await takenForItsOwn(3)).toBe(
		"a: the restore record says 1 to 4 replicas, people want 1 to 3 replicas.",
	);
});
