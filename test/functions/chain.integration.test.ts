import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { handler as guard } from "../../functions/guard.ts";
import { handler as meter } from "../../functions/meter.ts";
import { handler as notify } from "../../functions/notify.ts";
import { handler as report } from "../../functions/report.ts";
import { handler as watch } from "../../functions/watch.ts";
import { type BusEventType, busEvents } from "../../shared/runtime/events/bus-events.ts";
import type { PutEntry } from "../local-aws/aws-server.ts";
import { describeWithJava } from "../local-aws/describe-with-java.ts";
import { context, delivered, scheduled } from "./lambda-events.ts";
import { type Stack, startStack } from "./stack.ts";

const policy = `version: 1
namespace: acme
zone: UTC
dailyBudgetUsd: 0.01
mode: enforce
defaults: { criticality: standard }
endpoints:
  - { name: "*", expectedMaxReplicas: 1 }
`;

let stack: Stack;
const written: string[] = [];

function entriesOf(type: BusEventType): PutEntry[] {
	return stack.aws.entries.filter((entry) => entry.DetailType === type);
}

function lastOf(type: BusEventType): PutEntry {
	const entry = entriesOf(type).at(-1);
	if (entry === undefined) throw new Error(`nobody said ${type}`);
	return entry;
}

describeWithJava("the functions, one after the other,", () => {
	beforeAll(async () => {
		stack = await startStack(policy);
	});
	afterAll(() => stack.stop());
	beforeEach(() => {
		written.length = 0;
		vi.spyOn(process.stdout, "write").mockImplementation((text) => {
			written.push(String(text));
			return true;
		});
		stack.aws.reads.length = 0;
	});

	test("meter lists the account and says so, with the read token alone", async () => {
		await meter(scheduled, context);
		expect(entriesOf("spend.metered")).toHaveLength(1);
		expect(stack.aws.reads).toEqual([stack.secrets.HF_READ_TOKEN_ARN]);
	});

	test("guard acts on that word, asks for the notices to be sent, and beats once", async () => {
		const outcome = await guard(delivered(lastOf("spend.metered")), context);
		expect(outcome).toEqual({ outcome: "acted" });
		const journal = stack.account.account.truth.journal();
		expect(journal.filter(({ actor }) => actor === "guardrail")).not.toEqual([]);
		expect(entriesOf("guard.notices")).toHaveLength(1);
		const beats = written.filter((line) => line.includes('"_aws"'));
		expect(beats).toHaveLength(1);
		expect(JSON.parse(beats[0] ?? "")).toMatchObject({
			Stack: "hf-budget-guardrail-test",
			Heartbeat: 1,
			OutboxAge: expect.any(Number) as number,
		});
	});

	test("words that come at once are answered by one pass after the other, never by two at a time", async () => {
		const word = () => guard(delivered(lastOf("spend.metered")), context);
		const outcomes = (await Promise.all([word(), word()])) as { outcome: string }[];
		expect(outcomes.filter(({ outcome }) => outcome === "busy")).toHaveLength(1);
		const beats = written.filter((line) => line.includes('"_aws"'));
		expect(beats).toHaveLength(1);
	});

	test("guard's own schedule stands back while passes come", async () => {
		expect(await guard(scheduled, context)).toEqual({ outcome: "not-needed" });
	});

	test("notify sends each notice once to each channel, however often it is asked", async () => {
		const asked = delivered(lastOf("guard.notices"));
		await notify(asked, context);
		const sent = entriesOf("guardrail.notice").length;
		expect(sent).toBeGreaterThan(0);
		await notify(asked, context);
		expect(entriesOf("guardrail.notice")).toHaveLength(sent);
		expect(stack.sns.inspectQueue("people")?.messages.ready).toHaveLength(sent);
	});

	test("watch tells what is odd, but no echo of the guard's own act, and holds the token that can only read", async () => {
		const outcome = await watch(scheduled, context);
		expect(outcome).toMatchObject({ outcome: "watched", left: 0 });
		expect(Reflect.get(Object(outcome), "fired")).toBeGreaterThan(0);
		const { signals: said } = delivered(lastOf("watch.signals")).detail;
		expect(said).toContainEqual(
			expect.objectContaining({ id: "hourly-spend", severity: "warn", change: "fired" }),
		);
		expect(stack.aws.reads).not.toContain(stack.secrets.HF_WRITE_TOKEN_ARN);
	});

	test("a list that said nothing new is not looked at again", async () => {
		expect(await watch(delivered(lastOf("spend.metered")), context)).toEqual({
			outcome: "nothing-new",
		});
	});

	test("report tells the day before at most once, and asks the Hub with the read token alone", async () => {
		await report(scheduled, context);
		const outcome = await report(scheduled, context);
		expect(["said-before", "no-data", "too-early"]).toContain(
			Reflect.get(Object(outcome), "outcome"),
		);
		expect(entriesOf("report.daily").length).toBeLessThanOrEqual(1);
		expect(outcome).toMatchObject({ bill: "not-due" });
		const { HF_READ_TOKEN_ARN } = stack.secrets;
		expect(stack.aws.reads.filter((arn) => arn !== HF_READ_TOKEN_ARN)).toEqual([]);
	});

	test("everything that was put on the bus is as its schema says", () => {
		expect(stack.aws.entries.length).toBeGreaterThan(3);
		for (const { DetailType, Detail, Source } of stack.aws.entries) {
			expect(Source).toBe("hf.guardrail");
			expect(() => busEvents[DetailType as BusEventType].parse(JSON.parse(Detail))).not.toThrow();
		}
	});

	test.each([
		["meter", meter, { ...scheduled, source: "aws.s3" }],
		["guard", guard, { ...scheduled, source: "hf.guardrail", "detail-type": "guard.notices" }],
		["notify", notify, scheduled],
		["watch", watch, {}],
		["report", report, null],
	])(
		"%s refuses an event that it does not listen to, and logs why",
		async (_name, handler, event) => {
			await expect(handler(event, context)).rejects.toMatchObject({ name: "UnknownEventError" });
			expect(written.join("")).toContain('"event":"invocation-failed"');
		},
	);

	test("no token is in anything that was written", () => {
		expect(written.join("")).not.toMatch(/hf_guard_|whsec_/);
	});
});
