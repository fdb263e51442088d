import { expect, test } from "vitest";
import { webhookFuzzBench } from "../bench/webhook-fuzz.ts";

test("100,000 mutated orders change nothing and break nothing, and each original is accepted", {
	timeout: 300_000,
}, async () => {
	const { lines, isMet } = await webhookFuzzBench();
	expect({ lines, isMet }).toMatchObject({ isMet: true });
});
