import { describe, expect, test } from "vitest";
import { UsageError } from "../../../shared/local/cli/usage-error.ts";
import { grantedText, overrideCommand } from "../../../shared/local/commands/override-command.ts";
import { scheduleCommand } from "../../../shared/local/commands/schedule-command.ts";

const older = {
	overrideId: "msg_1",
	effect: "the whole namespace: no new step is taken",
	exposureUsd: 411.2,
	expiresAt: Date.UTC(2026, 10, 19, 23),
};
const granted = { ...older, zone: "Europe/Berlin" };

describe("what was granted", () => {
	test("ends by the clocks of the budget's zone, as the lists have it", () => {
		expect(grantedText(granted)).toBe(
			"the whole namespace: no new step is taken. It ends by itself at 2026-11-20 00:00 (Europe/Berlin) and can cost up to $412.",
		);
	});

	test("says where it ends before the time that was asked for", () => {
		const note = "It was to last until 02:00, and an order ends with its budget day.";
		expect(grantedText({ ...granted, note })).toMatch(/\$412\. It was to last until 02:00, /);
	});

	test("by an older guardrail, which told no zone, is in UTC and says so", () => {
		expect(grantedText(older)).toContain("at 2026-11-19 23:00 (UTC)");
	});
});

async function refusalOf(...args: readonly string[]): Promise<unknown> {
	return overrideCommand()
		.parseAsync([...args], { from: "user" })
		.catch((error: unknown) => error);
}

test("an order without a reason, and one with too short a reason, are told apart", async () => {
	const none = await refusalOf("hold");
	expect(none).toBeInstanceOf(UsageError);
	expect(none).toMatchObject({ message: "an order needs a reason, which goes on record" });
	const short = await refusalOf("hold", "--reason", "short");
	expect(short).toMatchObject({
		message: "the reason has 5 characters, at least 10 are needed",
		hint: '--reason "launch demo today"',
	});
});

test("a policy file that is not there is named, with one to begin with", async () => {
	const refused = await scheduleCommand()
		.parseAsync(["--policy", "no-such.yml"], { from: "user" })
		.catch((error: unknown) => error);
	expect(refused).toMatchObject({
		message: "there is no policy file no-such.yml",
		hint: "look at the path; docs/examples/guardrail.yml is one to begin with",
	});
});
