import { expect, test } from "vitest";
import { Stack } from "./template.ts";
import { readWiring } from "./wiring.ts";

const meter = {
	Type: "AWS::Lambda::Function",
	Properties: {
		FunctionName: "meter",
		Handler: "dist/meter/index.handler",
		Code: { S3Key: "serverless/meter.zip" },
		Timeout: 45,
		MemorySize: 512,
		Environment: { Variables: { TABLE_NAME: { Ref: "Table" } } },
	},
};
const table = { Type: "AWS::DynamoDB::Table" };
const everyMinute = {
	Type: "AWS::Events::Rule",
	Properties: {
		Name: "meter-rule",
		State: "ENABLED",
		ScheduleExpression: "rate(1 minute)",
		Targets: [{ Arn: { "Fn::GetAtt": ["Meter", "Arn"] }, Id: "1" }],
	},
};
const permission = {
	Type: "AWS::Lambda::Permission",
	Properties: {
		Action: "lambda:InvokeFunction",
		FunctionName: { "Fn::GetAtt": ["Meter", "Arn"] },
		Principal: "events.amazonaws.com",
	},
};
const whole = { Meter: meter, Table: table, Rule: everyMinute, Permission: permission };

function wiringOf(resources: object) {
	return readWiring(new Stack({ Resources: resources as never }));
}

test("a schedule leads to the function of its target, with the table's name in its environment", () => {
	const { functions, schedules } = wiringOf(whole);
	expect(schedules).toMatchObject([
		{ everyMs: 60_000, targets: [{ functionArn: functions[0]?.arn, deadLetters: null }] },
	]);
	expect(functions[0]?.variables["TABLE_NAME"]).toMatch(/-Table-/);
});

test("wiring without the permission to start its function is refused", () => {
	const withoutPermission = { Meter: meter, Table: table, Rule: everyMinute };
	expect(() => wiringOf(withoutPermission)).toThrow("may not start");
});

test("what this test does not know is refused: types, references, expressions, fields of a target", () => {
	const topic = { Type: "AWS::SNS::Subscription" };
	expect(() => wiringOf({ ...whole, Topic: topic })).toThrow("AWS::SNS::Subscription");
	const stack = new Stack({ Resources: {} });
	expect(() => stack.resolve({ "Fn::ImportValue": "x" })).toThrow("ImportValue");
	expect(() => stack.resolve({ Ref: "Nothing" })).toThrow("Nothing");
	const cron = { ...everyMinute.Properties, ScheduleExpression: "cron(0 8 * * ? *)" };
	expect(() => wiringOf({ ...whole, Rule: { ...everyMinute, Properties: cron } })).toThrow("cron");
	const targets = [{ ...everyMinute.Properties.Targets[0], InputPath: "$.detail" }];
	const transformed = { ...everyMinute.Properties, Targets: targets };
	expect(() => wiringOf({ ...whole, Rule: { ...everyMinute, Properties: transformed } })).toThrow(
		"InputPath",
	);
});
