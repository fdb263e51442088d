import type { Stack } from "./template.ts";

/** Everything that starts a function, or takes what failed, as the template says. ARNs throughout. */
export type Wiring = {
	readonly functions: readonly FunctionDefinition[];
	readonly schedules: readonly Schedule[];
	readonly rules: readonly EventRule[];
	readonly routes: readonly Route[];
};

export type FunctionDefinition = {
	readonly name: string;
	readonly arn: string;
	readonly handler: string;
	readonly s3Key: string;
	readonly timeoutSeconds: number;
	readonly memoryMegabytes: number;
	readonly variables: Readonly<Record<string, string>>;
	/** Queue of invocations that failed for good; null: they are lost. */
	readonly onFailure: string | null;
	readonly retries: number;
};

export type Schedule = {
	readonly rule: string;
	readonly everyMs: number;
	readonly targets: readonly Target[];
};
export type EventRule = {
	readonly rule: string;
	readonly bus: string;
	readonly pattern: unknown;
	readonly targets: readonly Target[];
};
/** `functionArn`, and the queue for what the function could not be given. */
export type Target = { readonly functionArn: string; readonly deadLetters: string | null };
/** `key` as in `POST /v1/overrides`. */
export type Route = { readonly key: string; readonly functionArn: string };

type Properties = Readonly<Record<string, unknown>>;

/** Types that start nothing by themselves. Any other one is wiring that this test does not know. */
const inert: ReadonlySet<string> = new Set([
	"AWS::CloudWatch::Alarm",
	"AWS::IAM::Role",
	"AWS::Logs::LogGroup",
	"AWS::S3::Bucket",
	"AWS::S3::BucketPolicy",
	"AWS::SNS::TopicPolicy",
	"AWS::SQS::QueuePolicy",
]);

/** Types that are read here or by the stand-ins. */
const understood: ReadonlySet<string> = new Set([
	"AWS::ApiGatewayV2::Api",
	"AWS::ApiGatewayV2::Integration",
	"AWS::ApiGatewayV2::Route",
	"AWS::ApiGatewayV2::Stage",
	"AWS::DynamoDB::Table",
	"AWS::Events::EventBus",
	"AWS::Events::Rule",
	"AWS::Lambda::EventInvokeConfig",
	"AWS::Lambda::Function",
	"AWS::Lambda::Permission",
	"AWS::SNS::Topic",
	"AWS::SQS::Queue",
]);

export function readWiring(stack: Stack): Wiring {
	for (const type of stack.types()) {
		if (!inert.has(type) && !understood.has(type)) throw new Error(`What does ${type} start?`);
	}
	const rules = stack.ofType("AWS::Events::Rule").filter(([, { State }]) => State === "ENABLED");
	return {
		functions: stack.ofType("AWS::Lambda::Function").map(([id]) => functionOf(stack, id)),
		schedules: rules.flatMap(([, rule]) => scheduleOf(stack, rule)),
		rules: rules.flatMap(([, rule]) => eventRuleOf(stack, rule)),
		routes: stack.ofType("AWS::ApiGatewayV2::Route").map(([, route]) => routeOf(stack, route)),
	};
}

function functionOf(stack: Stack, id: string): FunctionDefinition {
	const properties = new Map(stack.ofType("AWS::Lambda::Function")).get(id) ?? {};
	const code = properties["Code"] as Properties;
	const environment = (properties["Environment"] as Properties)["Variables"] as Properties;
	const variables = Object.entries(environment).map(([name, value]): [string, string] => [
		name,
		stack.text(value),
	]);
	return {
		name: stack.ref(id),
		arn: stack.text({ "Fn::GetAtt": [id, "Arn"] }),
		handler: stack.text(properties["Handler"]),
		s3Key: stack.text(code["S3Key"]),
		timeoutSeconds: Number(properties["Timeout"]),
		memoryMegabytes: Number(properties["MemorySize"]),
		variables: Object.fromEntries(variables),
		...failuresOf(stack, stack.ref(id)),
	};
}

/** Two retries are Lambda's default. */
function failuresOf(stack: Stack, name: string): { onFailure: string | null; retries: number } {
	const configurations = stack.ofType("AWS::Lambda::EventInvokeConfig");
	const own = configurations.find(([, { FunctionName }]) => stack.text(FunctionName) === name);
	const { DestinationConfig, MaximumRetryAttempts = 2 } = own?.[1] ?? {};
	const destinations = stack.resolve(DestinationConfig ?? {}) as {
		OnFailure?: { Destination: string };
	};
	return {
		onFailure: destinations.OnFailure?.Destination ?? null,
		retries: Number(MaximumRetryAttempts),
	};
}

function scheduleOf(stack: Stack, rule: Properties): Schedule[] {
	if (rule["ScheduleExpression"] === undefined) return [];
	const everyMs = rateMs(stack.text(rule["ScheduleExpression"]));
	return [{ rule: stack.text(rule["Name"]), everyMs, targets: targetsOf(stack, rule) }];
}

const unitMs: Readonly<Record<string, number>> = {
	minute: 60_000,
	hour: 3_600_000,
	day: 86_400_000,
};

function rateMs(expression: string): number {
	const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
	const everyMs = Number(count) * (unitMs[unit] ?? Number.NaN);
	if (everyMs > 0) return everyMs;
	throw new Error(`The schedule ${expression} is not known here.`);
}

function eventRuleOf(stack: Stack, rule: Properties): EventRule[] {
	const { EventPattern: pattern } = rule;
	if (pattern === undefined) return [];
	const bus = stack.text(rule["EventBusName"]);
	const name = stack.text(rule["Name"]);
	return [{ rule: name, bus, pattern: stack.resolve(pattern), targets: targetsOf(stack, rule) }];
}

/** Input transformers and the like would change what a function gets, so they are refused. */
const targetFields: ReadonlySet<string> = new Set(["Arn", "Id", "RetryPolicy", "DeadLetterConfig"]);

function targetsOf(stack: Stack, rule: Properties): Target[] {
	const targets = stack.resolve(rule["Targets"]) as {
		Arn: string;
		DeadLetterConfig?: { Arn: string };
	}[];
	return targets.map((target) => {
		const strange = Object.keys(target).find((field) => !targetFields.has(field));
		if (strange !== undefined) throw new Error(`What does ${strange} of a target do?`);
		requirePermission(stack, "events.amazonaws.com", target.Arn);
		return { functionArn: target.Arn, deadLetters: target.DeadLetterConfig?.Arn ?? null };
	});
}

function routeOf(stack: Stack, route: Properties): Route {
	const [, integrationName] = stack.text(route["Target"]).split("/");
	const integrations = stack.ofType("AWS::ApiGatewayV2::Integration");
	const integration = integrations.find(([id]) => stack.ref(id) === integrationName)?.[1] ?? {};
	const kind = `${stack.text(integration["IntegrationType"])} ${stack.text(integration["PayloadFormatVersion"])}`;
	if (kind !== "AWS_PROXY 2.0") throw new Error(`An integration ${kind} is not known here.`);
	const functionArn = stack.text(integration["IntegrationUri"]);
	requirePermission(stack, "apigateway.amazonaws.com", functionArn);
	return { key: stack.text(route["RouteKey"]), functionArn };
}

/** Without it AWS would not start the function, and say so nowhere but in a metric. */
function requirePermission(stack: Stack, principal: string, functionArn: string): void {
	const isGiven = stack.ofType("AWS::Lambda::Permission").some(([, permission]) => {
		const { Principal, FunctionName, Action } = stack.resolve({
			...permission,
			SourceArn: null,
		}) as Properties;
		return (
			Principal === principal && FunctionName === functionArn && Action === "lambda:InvokeFunction"
		);
	});
	if (!isGiven) throw new Error(`${principal} may not start ${functionArn}.`);
}
