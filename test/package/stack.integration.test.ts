import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Packaged, packaged } from "./packaged.ts";
import { resolveIntrinsics } from "./resolve-intrinsics.ts";
import { readTemplate, resourcesOf, type Template } from "./template.ts";

let built: Packaged;
let template: Template;
beforeAll(async () => {
	built = await packaged();
	template = readTemplate(built.folder);
});
afterAll(() => built.remove());

const functionNames = ["meter", "guard", "notify", "watch", "report", "override", "dashboard"];

type Settings = Readonly<Record<string, unknown>>;

/** The properties of a resource, intrinsics resolved. */
function propertiesOf(id: string): Settings {
	return resolveIntrinsics(template, template.Resources[id]?.Properties) as Settings;
}

describe("what the stack runs", () => {
	test("is these functions, on Node 24 and arm64, each with a role of its own", () => {
		const functions = resourcesOf(template, "AWS::Lambda::Function").map(
			([, { Properties }]) => Properties,
		);
		const names = functions.map((each) => String(each?.["Handler"]).split("/")[1]);
		expect(new Set(names)).toEqual(new Set(functionNames));
		for (const each of functions) {
			expect(each).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
		}
		const roles = functions.map((each) => JSON.stringify(each?.["Role"]));
		expect(new Set(roles).size).toBe(functionNames.length);
		expect(resourcesOf(template, "AWS::IAM::Role")).toHaveLength(functionNames.length);
	});

	test("ends before the lease of a pass does", () => {
		expect(Number(propertiesOf("GuardLambdaFunction")["Timeout"])).toBeLessThanOrEqual(50);
		expect(Number(propertiesOf("MeterLambdaFunction")["Timeout"])).toBeLessThan(60);
	});

	test("is started by rules that give up after a minute and leave what failed in the queue", () => {
		const rules = resourcesOf(template, "AWS::Events::Rule").map(([id]) => propertiesOf(id));
		const starts = rules.map(
			({ ScheduleExpression, EventPattern }) => ScheduleExpression ?? EventPattern,
		);
		expect(starts).toHaveLength(7);
		expect(starts).toEqual(
			expect.arrayContaining([
				"rate(1 minute)",
				"rate(5 minutes)",
				"rate(1 hour)",
				{ source: ["hf.guardrail"], "detail-type": ["spend.metered", "override.granted"] },
				{
					source: ["hf.guardrail"],
					"detail-type": ["guard.notices", "watch.signals", "report.daily", "report.hourly"],
				},
			]),
		);
		const queue = resolveIntrinsics(template, { "Fn::GetAtt": ["DeadLetters", "Arn"] });
		for (const { Targets } of rules) {
			expect(Targets).toMatchObject([
				{
					RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
					DeadLetterConfig: { Arn: queue },
				},
			]);
		}
	});

	test("is not repeated by Lambda either, and a failed invocation is kept", () => {
		const settings = resourcesOf(template, "AWS::Lambda::EventInvokeConfig");
		expect(settings).toHaveLength(5);
		for (const [, { Properties }] of settings) {
			expect(Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
		}
	});

	test("answers at these addresses and at no other", () => {
		const routes = resourcesOf(template, "AWS::ApiGatewayV2::Route");
		expect(routes.map(([, { Properties }]) => String(Properties?.["RouteKey"])).toSorted()).toEqual(
			[
				"GET /",
				"GET /api/audit",
				"GET /api/audit/verify",
				"GET /api/state",
				"GET /healthz",
				"POST /v1/overrides",
				"POST /v1/slack",
			],
		);
		expect(propertiesOf("HttpApiStage")["DefaultRouteSettings"]).toEqual({
			ThrottlingRateLimit: 5,
			ThrottlingBurstLimit: 10,
		});
	});

	test("keeps nobody's executions unless told so", async () => {
		expect(JSON.stringify(template)).not.toContain("ReservedConcurrentExecutions");
		const other = await packaged("guardConcurrency=2", "namespace=acme");
		expect(readTemplate(other.folder).Resources["GuardLambdaFunction"]?.Properties).toMatchObject({
			ReservedConcurrentExecutions: 2,
		});
		other.remove();
	});
});

describe("what the stack keeps", () => {
	test("is one table that outlives it: recoverable, encrypted, protected, with expiry", () => {
		const { DeletionPolicy, UpdateReplacePolicy } = template.Resources["Table"] ?? {};
		expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
		expect(resourcesOf(template, "AWS::DynamoDB::Table")).toHaveLength(1);
		expect(propertiesOf("Table")).toMatchObject({
			BillingMode: "PAY_PER_REQUEST",
			TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
			PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
			SSESpecification: { SSEEnabled: true },
			DeletionProtectionEnabled: true,
		});
	});

	test("has a name of CloudFormation's making, so that a stack can follow a removed one", () => {
		for (const [id, name] of [
			["Table", "TableName"],
			["DeadLetters", "QueueName"],
			["People", "TopicName"],
			["GuardHealth", "TopicName"],
			["MeterRole", "RoleName"],
		] as const) {
			expect(propertiesOf(id)).not.toHaveProperty(name);
		}
	});

	test("lets the rules of this account write to the queue, and nobody without encryption", () => {
		const { PolicyDocument } = propertiesOf("DeadLettersPolicy");
		expect(PolicyDocument).toMatchObject({
			Statement: [
				{
					Effect: "Allow",
					Principal: { Service: "events.amazonaws.com" },
					Action: "sqs:SendMessage",
					Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
				},
				{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
			],
		});
	});

	test("keeps each log for a limited time", () => {
		const groups = resourcesOf(template, "AWS::Logs::LogGroup");
		expect(groups).toHaveLength(functionNames.length);
		for (const [, { Properties }] of groups) expect(Properties?.["RetentionInDays"]).toBe(30);
	});
});

describe("what watches the guard", () => {
	test("is at most eight alarms, all of which tell the second topic", () => {
		const alarms = resourcesOf(template, "AWS::CloudWatch::Alarm");
		expect(alarms.length).toBeLessThanOrEqual(8);
		for (const [id] of alarms) {
			expect(propertiesOf(id)["AlarmActions"]).toEqual([
				"arn:aws:sns:eu-central-1:123456789012:name-of-GuardHealth",
			]);
		}
	});

	test("fires after eight minutes without a heartbeat, missing ones counted", () => {
		expect(propertiesOf("HeartbeatAlarm")).toMatchObject({
			EvaluationPeriods: 8,
			DatapointsToAlarm: 8,
			Threshold: 1,
			ComparisonOperator: "LessThanThreshold",
			TreatMissingData: "breaching",
			Metrics: [
				{
					MetricStat: {
						Metric: { Namespace: "HfBudgetGuardrail", MetricName: "Heartbeat" },
						Period: 60,
					},
				},
				{ Expression: "FILL(beat, 0)" },
			],
		});
	});
});

describe("secrets", () => {
	test("are named by ARN in the environment and stand nowhere in it", () => {
		for (const [id] of resourcesOf(template, "AWS::Lambda::Function")) {
			const { Variables } = propertiesOf(id)["Environment"] as {
				Variables: Record<string, string>;
			};
			const named = Object.entries(Variables).filter(([name]) =>
				/TOKEN|SECRET|KEY|WEBHOOK/.test(name),
			);
			for (const [name, value] of named) {
				expect(name).toMatch(/_ARN$/);
				expect(value).toMatch(/^arn:aws:ssm:.*:parameter\/hf-budget-guardrail\/dev\/[a-z-]+$/);
			}
		}
		expect(JSON.stringify(template)).not.toMatch(/hf_[A-Za-z0-9]{8}|whsec_/);
	});

	test("of writing are known to guard alone", () => {
		const holders = resourcesOf(template, "AWS::Lambda::Function")
			.filter(([, { Properties }]) => JSON.stringify(Properties).includes("hf-write-token"))
			.map(([id]) => id);
		expect(holders).toEqual(["GuardLambdaFunction"]);
	});
});
