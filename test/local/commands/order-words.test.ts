import { describe, expect, test } from "vitest";
import type { Override } from "../../../shared/domain/override.ts";
import { UsageError } from "../../../shared/local/cli/usage-error.ts";
import { orderOf } from "../../../shared/local/commands/order-of.ts";
import {
	grantedText,
	overrideCommand,
	untilOf,
	whereOf,
} from "../../../shared/local/commands/override-command.ts";
import { scheduleCommand } from "../../../shared/local/commands/schedule-command.ts";
import { grantedOrThrow } from "../../../shared/local/commands/send-override.ts";

const older = {
	overrideId: "msg_1",
	effect: "the whole namespace: no new step is taken",
	exposureUsd: 411.2,
	expiresAt: Date.UTC(2026, 10, 19, 23),
};
const stored: Override = {
	id: "msg_1",
	kind: "hold",
	namespace: "acme",
	endpoint: null,
	actor: "ann",
	reason: "launch demo today",
	grantedAt: 0,
	expiresAt: 1,
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

test("a list of orders says what a silence mutes, and calls nothing else everything", () => {
	const matchers = [
		{ name: "severity", value: "warn" },
		{ name: "type", value: "digest" },
	];
	const order = { ...stored, kind: "silence" as const, details: { matchers } };
	expect(whereOf(order)).toBe("severity=warn type=digest");
	expect(whereOf(stored)).toBe("everything");
	expect(whereOf({ ...stored, endpoint: "chat" })).toBe("chat");
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

const reason = ["--reason", "launch demo today"] as const;

test.each([
	[["silence", ...reason], "a silence names what it mutes"],
	[["hold", ...reason, "--group", "research"], "--group is for silence alone"],
	[["silence", ...reason, "--match", "colour=red"], "--match colour=red is not name=value"],
	[["hold", ...reason, "--for", "30d"], "30d is not a time from 60s to 24h"],
	[["silence", ...reason, "--for", "30d"], "30d is not a time from 60s to 7d"],
	[["revoke", "msg_1", ...reason, "--for", "2h"], "revoke has no end of its own"],
	[["hold", "--reason", "r".repeat(501)], "the reason has 501 characters; at most 500"],
	[["hold", "--reason", "launch demo\ntoday"], "at most 500 characters on one line"],
])("what the guard would refuse is refused in words before it is sent: %j", async (args, words) => {
	const refused = await refusalOf(...args);
	expect(refused).toBeInstanceOf(UsageError);
	expect(refused).toMatchObject({ message: expect.stringContaining(words) });
});

test("what the guard refused is told in words, with what is allowed", () => {
	const problems = [{ path: "data.reason", problem: "too small", allowed: "10 to 500" }];
	const body = { error: "the order is malformed", problems };
	expect(() => grantedOrThrow({ status: 422, body })).toThrow(
		"the guard refused (422): the order is malformed: data.reason: too small (allowed: 10 to 500)",
	);
});

test("what an acceptance or a release did stands for good, and a hold ends", () => {
	expect(untilOf({ ...stored, kind: "accept" }, "UTC")).toBe("for good");
	expect(untilOf({ ...stored, kind: "release" }, "UTC")).toBe("for good");
	expect(untilOf(stored, "UTC")).toBe("00:00");
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

test("a silence of a group is sent as a matcher, beside what else it names", () => {
	const flags = { group: "research", match: ["severity=warn", "rule=latency"] };
	expect(orderOf({ kind: "silence", what: null, flags })).toMatchObject({
		matchers: [
			{ name: "severity", value: "warn" },
			{ name: "rule", value: "latency" },
			{ name: "group", value: "research" },
		],
	});
});
