import { describe, expect, test } from "vitest";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import { stories } from "./detector-stories.ts";
import { watched } from "./watched-account.ts";

const timeoutMs = 120_000;
const names = Object.keys(stories);

test("every detector has its story", () => {
	const rules = Object.values(rulesOf(defaultAlerts)).map(({ id }) => id);
	expect(names.toSorted()).toEqual(rules.toSorted());
});

describe.each(names)("%s", (rule) => {
	test("fires once, in time, with its evidence, and is over when its cause is", {
		timeout: timeoutMs,
	}, async () => {
		const story = stories[rule];
		if (story === undefined) throw new Error(`${rule} has no story`);
		const { changes, notices, problems } = await watched(story);
		const own = changes.filter((change) => change.rule === rule);
		const [fired] = own;
		expect(own.filter(({ kind }) => kind === "fired")).toHaveLength(1);
		expect(own.at(-1)).toMatchObject({ kind: "resolved" });
		expect(fired).toMatchObject({ severity: story.severity, endpoint: story.on });
		expect(fired?.evidence).toMatchObject(story.evidence);
		expect(fired?.minute).toBeGreaterThanOrEqual(story.fires[0]);
		expect(fired?.minute).toBeLessThanOrEqual(story.fires[1]);
		expect(problems.filter((line) => !line.startsWith("meter-pass-failed"))).toEqual([]);
		if (story.severity === "info" || rule === "guard-blind") return;
		expect(
			linesOn(rule, notices).filter((line) => !/ {2}(?:still|graver): /.test(line)),
		).toHaveLength(1);
	});
});

/** What notices say of a rule while it goes on. */
function linesOn(rule: string, notices: readonly Notice[]): readonly string[] {
	const lines = notices.flatMap(({ message }) =>
		message.sections.flatMap((section) => section.lines),
	);
	return lines.filter((line) => line.endsWith(`[${rule}]`));
}
