import { expect, test, vi } from "vitest";
import { seededRandom } from "../adapters/webhooks/alterations.ts";
import { webhookFuzz } from "./webhook-fuzz.ts";

/** All 100,000 are sent by `npm run bench -- webhook-fuzz`. */
const count = 8_000;

test("8,000 mutated orders change nothing and break nothing, and each original is accepted", {
	timeout: 120_000,
}, async () => {
	const seed = Math.floor(performance.timeOrigin);
	const written: string[] = [];
	const spy = vi.spyOn(process.stdout, "write").mockImplementation((line) => {
		written.push(String(line));
		return true;
	});
	const result = await webhookFuzz(count, seededRandom(seed));
	spy.mockRestore();
	const { originals, originalsAccepted, stateChanges, serverErrors, leaks } = result;
	expect({ seed, stateChanges, serverErrors, leaks }).toEqual({
		seed,
		stateChanges: [],
		serverErrors: [],
		leaks: [],
	});
	expect(originalsAccepted).toBe(originals);
	expect(Math.min(...Object.values(result.perClass))).toBeGreaterThanOrEqual(count / 20);
	expect(Object.keys(result.statuses)).toEqual(["200", "401", "409", "413", "422"]);
	expect(written.join("")).not.toContain("canary");
});
