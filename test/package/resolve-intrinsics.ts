import type { Template } from "./template.ts";

export const account = "123456789012";
export const region = "eu-central-1";

const pseudo: Readonly<Record<string, string>> = {
	"AWS::AccountId": account,
	"AWS::Region": region,
	"AWS::Partition": "aws",
	"AWS::URLSuffix": "amazonaws.com",
	"AWS::StackName": "hf-budget-guardrail-dev",
};

/** A value of the template with `Ref`, `Fn::GetAtt`, `Fn::Sub` and `Fn::Join` as CloudFormation would resolve them. */
export function resolveIntrinsics(template: Template, value: unknown): unknown {
	if (Array.isArray(value)) return value.map((each) => resolveIntrinsics(template, each));
	if (typeof value !== "object" || value === null) return value;
	const [name = "", argument] = Object.entries(value)[0] ?? [];
	if (Object.keys(value).length === 1) {
		if (name === "Ref") return reference(template, String(argument));
		if (name === "Fn::GetAtt") return attribute(template, argument as [string, string]);
		if (name === "Fn::Sub") return substitute(template, String(argument));
		if (name === "Fn::Join") return join(template, argument as [string, unknown[]]);
		if (name.startsWith("Fn::")) throw new Error(`${name} is not resolved here`);
	}
	return Object.fromEntries(
		Object.entries(value).map(([key, each]) => [key, resolveIntrinsics(template, each)]),
	);
}

/** Of most resources the name; of topics the ARN. */
function reference(template: Template, id: string): string {
	const known = pseudo[id];
	if (known !== undefined) return known;
	const type = typeOf(template, id);
	return type === "AWS::SNS::Topic" ? attribute(template, [id, "TopicArn"]) : `name-of-${id}`;
}

const arns: Readonly<Record<string, (id: string) => string>> = {
	"AWS::DynamoDB::Table": (id) => `arn:aws:dynamodb:${region}:${account}:table/name-of-${id}`,
	"AWS::Events::EventBus": (id) => `arn:aws:events:${region}:${account}:event-bus/name-of-${id}`,
	"AWS::SQS::Queue": (id) => `arn:aws:sqs:${region}:${account}:name-of-${id}`,
	"AWS::SNS::Topic": (id) => `arn:aws:sns:${region}:${account}:name-of-${id}`,
	"AWS::Logs::LogGroup": (id) => `arn:aws:logs:${region}:${account}:log-group:name-of-${id}:*`,
	"AWS::Lambda::Function": (id) => `arn:aws:lambda:${region}:${account}:function:name-of-${id}`,
	"AWS::IAM::Role": (id) => `arn:aws:iam::${account}:role/name-of-${id}`,
};

function attribute(template: Template, [id, name]: [string, string]): string {
	const type = typeOf(template, id);
	const arn = arns[type]?.(id);
	if (name.endsWith("Arn") && arn !== undefined) return arn;
	return `${name}-of-${id}`;
}

function substitute(template: Template, text: string): string {
	return text.replace(/\$\{([\w:.]+)\}/g, (_whole, id: string) => {
		const [resource = "", name] = id.split(".");
		return name === undefined ? reference(template, id) : attribute(template, [resource, name]);
	});
}

function join(template: Template, [separator, parts]: [string, unknown[]]): string {
	return parts.map((part) => String(resolveIntrinsics(template, part))).join(separator);
}

function typeOf(template: Template, id: string): string {
	const resource = template.Resources[id];
	if (resource === undefined) throw new Error(`the template has no resource ${id}`);
	return resource.Type;
}
