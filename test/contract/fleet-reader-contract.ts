import { describe, expect, test } from "vitest";
import type { Instant } from "../../shared/domain/instant.ts";
import { isAccountError } from "../../shared/ports/account-error.ts";
import type { FleetReader } from "../../shared/ports/fleet-reader.ts";

/** A reader of an account that has had these endpoints for the last hour, and one that cannot be read. */
export type ReaderUnderTest = {
	readonly reader: FleetReader;
	readonly broken: FleetReader;
	readonly now: () => Instant;
	readonly names: readonly string[];
	readonly run: <Result>(work: Promise<Result>) => Promise<Result>;
};

const hourMs = 3_600_000;

/** What every adapter of the port promises. */
export function fleetReaderContract(name: string, create: () => Promise<ReaderUnderTest>): void {
	describe(`a fleet reader of ${name}`, () => {
		test("lists every endpoint once, and says that this is all of them", async () => {
			const { reader, names, run } = await create();
			const { complete, endpoints } = await run(reader.listInventory());
			expect(complete).toBe(true);
			expect(endpoints.map((endpoint) => endpoint.name).sort()).toEqual([...names].sort());
		});

		test("dates an inventory no later than its oldest part", async () => {
			const { reader, now, run } = await create();
			const before = now();
			expect((await run(reader.listInventory())).at).toBeLessThanOrEqual(before);
		});

		test("gives one endpoint as the list gives it", async () => {
			const { reader, names, run } = await create();
			const { endpoints } = await run(reader.listInventory());
			const one = await run(reader.getEndpoint(names[0] ?? ""));
			expect(one).toEqual(endpoints.find((endpoint) => endpoint.name === names[0]));
		});

		test("answers null for an endpoint that does not exist", async () => {
			const { reader, run } = await create();
			expect(await run(reader.getEndpoint("nobody"))).toBe(null);
		});

		test("gives stage ranges that touch the window, forward in time, with whole milliseconds", async () => {
			const { reader, names, now, run } = await create();
			const window = { from: now() - hourMs, to: now() };
			for (const endpoint of names) {
				for (const range of await run(reader.readStageRanges(endpoint, window))) {
					expect(range.from).toBeLessThan(range.to);
					expect(range.to).toBeGreaterThanOrEqual(window.from);
					expect(range.from).toBeLessThanOrEqual(window.to);
					expect([range.from, range.to].every(Number.isSafeInteger)).toBe(true);
				}
			}
		});

		test("rejects with an account error when the account cannot be read", async () => {
			const { broken, names, now, run } = await create();
			const window = { from: now() - hourMs, to: now() };
			const isRefused = (work: Promise<unknown>) => expect(work).rejects.toSatisfy(isAccountError);
			await isRefused(run(broken.listInventory()));
			await isRefused(run(broken.getEndpoint(names[0] ?? "")));
			await isRefused(run(broken.readStageRanges(names[0] ?? "", window)));
		});
	});
}
