import { expect, test } from "vitest";
import { fitsPattern } from "./event-pattern.ts";

const event = { source: "hf.guardrail", "detail-type": "spend.metered", detail: { version: 1 } };

test("an event fits when each field of the pattern names its text", () => {
	const pattern = { source: ["hf.guardrail"], "detail-type": ["guard.notices", "spend.metered"] };
	expect(fitsPattern(pattern, event)).toBe(true);
	expect(fitsPattern({ ...pattern, source: ["aws.events"] }, event)).toBe(false);
	expect(fitsPattern({ ...pattern, region: ["eu-central-1"] }, event)).toBe(false);
	expect(fitsPattern({ detail: { namespace: ["acme"] } }, event)).toBe(false);
});

test("a pattern is refused where it holds more than lists of exact texts", () => {
	expect(() => fitsPattern({ source: [{ prefix: "hf." }] }, event)).toThrow("prefix");
	expect(() => fitsPattern({ source: [] }, event)).toThrow("empty list");
	expect(() => fitsPattern({ source: "hf.guardrail" }, event)).toThrow("no pattern");
});
