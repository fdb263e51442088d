import type { Permission } from "./documented-permissions.ts";
import { account, region, resolveIntrinsics } from "./resolve-intrinsics.ts";
import type { Template } from "./template.ts";

/** One thing that a role might try. */
export type Attempt = {
	readonly action: string;
	readonly resource: string;
	readonly context: Readonly<Record<string, string | string[]>>;
};

/** The ARN behind the words of the table in docs/operations.md. */
export function arnOf(template: Template, functionName: string, on: string): string {
	const ofId = (id: string) => String(resolveIntrinsics(template, { "Fn::GetAtt": [id, "Arn"] }));
	const [first, secret] = on.split(" ");
	if (first === "secret") {
		return `arn:aws:ssm:${region}:${account}:parameter/hf-budget-guardrail/dev/${secret}`;
	}
	const group = `${functionName[0]?.toUpperCase()}${functionName.slice(1)}LogGroup`;
	const arns: Readonly<Record<string, () => string>> = {
		"its log": () => ofId(group).replace(/\*$/, "log-stream:2026"),
		"the table": () => ofId("Table"),
		"the bus": () => ofId("Bus"),
		"the queue": () => ofId("DeadLetters"),
		"the people's topic": () => ofId("People"),
	};
	const arn = arns[on];
	if (arn === undefined) throw new Error(`the table in docs/operations.md says "${on}"`);
	return arn();
}

/** What a row allows, as attempts in the words that AWS puts into a request. */
export function allowedAttempts(template: Template, row: Permission): Attempt[] {
	const resource = arnOf(template, row.functionName, row.on);
	return row.actions.map((action) => ({ action, resource, context: contextOf(action, row.only) }));
}

function contextOf(action: string, only: string): Record<string, string | string[]> {
	if (action.startsWith("dynamodb:")) return { "dynamodb:LeadingKeys": ["NS#acme"] };
	if (action === "events:PutEvents") return putting("hf.guardrail", only);
	return {};
}

function putting(source: string, detailType: string): Record<string, string | string[]> {
	return { "events:source": [source], "events:detail-type": [detailType] };
}

/** Allowed in nobody's row. */
const foreignActions = [
	"dynamodb:Scan",
	"dynamodb:UpdateItem",
	"dynamodb:DeleteTable",
	"dynamodb:UpdateTable",
	"dynamodb:UpdateContinuousBackups",
	"events:PutRule",
	"events:RemoveTargets",
	"iam:PassRole",
	"iam:PutRolePolicy",
	"kms:Decrypt",
	"lambda:InvokeFunction",
	"lambda:UpdateFunctionCode",
	"logs:CreateLogGroup",
	"logs:DeleteLogGroup",
	"sns:Subscribe",
	"sns:SetTopicAttributes",
	"sqs:ReceiveMessage",
	"sqs:PurgeQueue",
	"ssm:GetParameters",
	"ssm:GetParametersByPath",
	"ssm:PutParameter",
	"ssm:DeleteParameter",
	"sts:AssumeRole",
];

const foreignResources = [
	`arn:aws:dynamodb:${region}:${account}:table/another`,
	`arn:aws:events:${region}:${account}:event-bus/default`,
	`arn:aws:sqs:${region}:${account}:another`,
	`arn:aws:sns:${region}:${account}:another`,
	`arn:aws:ssm:${region}:${account}:parameter/hf-budget-guardrail/prod/hf-write-token`,
	`arn:aws:ssm:${region}:${account}:parameter/another`,
	`arn:aws:logs:${region}:${account}:log-group:another:log-stream:2026`,
];

/** Every action on every resource of its service, in the right and in the wrong circumstances. */
export function everyAttempt(template: Template, rows: readonly Permission[]): Attempt[] {
	const actions = [...new Set([...rows.flatMap((row) => row.actions), ...foreignActions])];
	const own = rows.map((row) => arnOf(template, row.functionName, row.on));
	const topic = String(resolveIntrinsics(template, { Ref: "GuardHealth" }));
	const others = [topic, functionArn, roleArn, keyArn];
	const resources = [...new Set([...own, ...foreignResources, ...others])];
	return actions.flatMap((action) =>
		resources
			.filter((resource) => resource.split(":")[2] === serviceOf(action))
			.flatMap((resource) =>
				circumstances(action, rows).map((context) => ({ action, resource, context })),
			),
	);
}

const functionArn = `arn:aws:lambda:${region}:${account}:function:another`;
const roleArn = `arn:aws:iam::${account}:role/another`;
const keyArn = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`;

/** A role is assumed, and passed on, by its ARN, which is of IAM. */
function serviceOf(action: string): string {
	const [service = ""] = action.split(":");
	return service === "sts" ? "iam" : service;
}

function circumstances(action: string, rows: readonly Permission[]): Attempt["context"][] {
	if (action.startsWith("dynamodb:")) {
		return [["NS#acme"], ["NS#another"], ["NS#acme", "NS#another"]].map((keys) => ({
			"dynamodb:LeadingKeys": keys,
		}));
	}
	if (action !== "events:PutEvents") return [{}];
	const types = rows.filter((row) => row.on === "the bus").map((row) => row.only);
	const right = [...types, "another.type"].map((type) => putting("hf.guardrail", type));
	return [...right, putting("another.source", types[0] ?? "")];
}
