import { expect, test } from "vitest";
import { metricLine } from "../../shared/runtime/heartbeat.ts";

test("the heartbeat is one line in CloudWatch's embedded metric format", () => {
	const line = metricLine({ stack: "guardrail-prod", at: 1_795_348_800_000, outboxAgeMs: 61_999 });
	expect(line.endsWith("}\n")).toBe(true);
	expect(JSON.parse(line)).toEqual({
		_aws: {
			Timestamp: 1_795_348_800_000,
			CloudWatchMetrics: [
				{
					Namespace: "HfBudgetGuardrail",
					Dimensions: [["Stack"]],
					Metrics: [
						{ Name: "Heartbeat", Unit: "Count" },
						{ Name: "OutboxAge", Unit: "Seconds" },
					],
				},
			],
		},
		Stack: "guardrail-prod",
		Heartbeat: 1,
		OutboxAge: 61,
	});
});
