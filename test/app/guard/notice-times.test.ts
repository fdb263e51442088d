import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { noticeTimes } from "../../../shared/app/guard/notice-times.ts";

const page = readFileSync(new URL("../../../docs/how-it-decides.md", import.meta.url), "utf8");
const minutes = (ms: number) => `${ms / 60_000} minutes`;

test("each time of a notice has a unit and a source, and how-it-decides says its number", () => {
	for (const { value, unit, source } of Object.values(noticeTimes)) {
		expect(value).toBeGreaterThan(0);
		expect(unit).toMatch(/^(ms|of) \w/);
		expect(source).toMatch(/^docs\/how-it-decides\.md \d+: \w/);
	}
	const { draftMs, laterMs, waveMs } = noticeTimes;
	expect(page).toContain(`goes out as it was written ${minutes(draftMs.value)} later`);
	expect(page).toContain(`more than ${minutes(laterMs.value)} after its tier rose`);
	expect(page).toContain(`and ${minutes(waveMs.value)} after the last such step`);
});
