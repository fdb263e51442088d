import { describe, expect, test } from "vitest";
import { type Mode, writesIn } from "../../shared/domain/policy.ts";
import { isAccountError } from "../../shared/ports/account-error.ts";
import type { FleetWriter, WriteResult } from "../../shared/ports/fleet-writer.ts";

/** A writer, and a look at the account that does not go through it. */
export type WriterUnderTest = {
	readonly writer: FleetWriter;
	readonly run: <Result>(work: Promise<Result>) => Promise<Result>;
	/** Everything that a change can change, comparable. */
	readonly look: (endpoint: string) => {
		readonly paused: boolean;
		readonly asleep: boolean;
		readonly minReplica: number;
		readonly maxReplica: number;
	};
	/** Awake, between 0 and 4 replicas, may sleep. */
	readonly endpoint: string;
};

export type WriterContract = {
	readonly mode: Mode;
	readonly answer: WriteResult;
	readonly create: () => Promise<WriterUnderTest>;
};

/** What every adapter of the port promises; modes differ in what reaches the account. */
export function fleetWriterContract({ mode, answer, create }: WriterContract): void {
	const changes = writesIn(mode);

	describe(`a fleet writer of mode ${mode}`, () => {
		test("names its mode", async () => {
			expect((await create()).writer.mode).toBe(mode);
		});

		test(`answers every change with "${answer}"`, async () => {
			const { writer, run, endpoint } = await create();
			const update = { minReplica: 0, maxReplica: 2 };
			expect(await run(writer.updateScaling(endpoint, update))).toBe(answer);
			expect(await run(writer.scaleToZero(endpoint))).toBe(answer);
			expect(await run(writer.pause(endpoint))).toBe(answer);
			expect(await run(writer.resume(endpoint))).toBe(answer);
		});

		test(`${changes ? "changes" : "does not change"} the scaling`, async () => {
			const { writer, run, look, endpoint } = await create();
			const before = look(endpoint);
			await run(writer.updateScaling(endpoint, { minReplica: 0, maxReplica: 2 }));
			expect(look(endpoint)).toEqual(changes ? { ...before, maxReplica: 2 } : before);
		});

		test(`${changes ? "pauses" : "does not pause"}`, async () => {
			const { writer, run, look, endpoint } = await create();
			await run(writer.pause(endpoint));
			expect(look(endpoint).paused).toBe(changes);
		});

		test(`${changes ? "puts" : "does not put"} to sleep`, async () => {
			const { writer, run, look, endpoint } = await create();
			await run(writer.scaleToZero(endpoint));
			expect(look(endpoint).asleep).toBe(changes);
		});

		test("takes a change that is there already for a success", async () => {
			const { writer, run, endpoint } = await create();
			expect(await run(writer.resume(endpoint))).toBe(answer);
			await run(writer.pause(endpoint));
			expect(await run(writer.pause(endpoint))).toBe(answer);
		});

		if (changes) rejectsWhatCannotBeDone(create);
	});
}

/** Only a writer that asks the account can know. */
function rejectsWhatCannotBeDone(create: WriterContract["create"]): void {
	test("rejects with an account error what cannot be done", async () => {
		const { writer, run } = await create();
		const work = run(writer.pause("nobody"));
		await expect(work).rejects.toSatisfy(isAccountError);
		await expect(work).rejects.toMatchObject({ code: "not-found" });
	});
}
