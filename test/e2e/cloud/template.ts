export type Resource = {
	readonly Type: string;
	readonly Properties?: Readonly<Record<string, unknown>>;
};

export type Template = { readonly Resources: Readonly<Record<string, Resource>> };

export const region = "eu-central-1";
export const accountId = "000000000000";
/** As `serverless deploy` would name it: service and stage. */
export const stackName = "hf-budget-guardrail-dev";

const pseudoParameters: Readonly<Record<string, string>> = {
	"AWS::AccountId": accountId,
	"AWS::Partition": "aws",
	"AWS::Region": region,
	"AWS::StackName": stackName,
	"AWS::URLSuffix": "amazonaws.com",
};

/**
 * The generated template with its references resolved as CloudFormation does, to the names that the
 * stand-ins of this test go by. What it does not know it refuses.
 */
export class Stack {
	readonly #template: Template;

	constructor(template: Template) {
		this.#template = template;
	}

	/** Logical id and properties of each resource of a type. References are still in them. */
	ofType(type: string): [id: string, properties: Readonly<Record<string, unknown>>][] {
		return Object.entries(this.#template.Resources).flatMap(([id, { Type, Properties = {} }]) =>
			Type === type ? [[id, Properties]] : [],
		);
	}

	types(): Set<string> {
		return new Set(Object.values(this.#template.Resources).map(({ Type }) => Type));
	}

	/** The value with every reference in it replaced. */
	resolve(value: unknown): unknown {
		if (Array.isArray(value)) return value.map((item) => this.resolve(item));
		if (typeof value !== "object" || value === null) return value;
		const entries = Object.entries(value);
		const [first] = entries;
		if (entries.length === 1 && first !== undefined && /^(Ref|Fn::\w+)$/.test(first[0])) {
			return this.#intrinsic(first[0], first[1]);
		}
		return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item)]));
	}

	text(value: unknown): string {
		const resolved = this.resolve(value);
		if (typeof resolved === "string" || typeof resolved === "number") return String(resolved);
		throw new Error(`${JSON.stringify(value)} is no text.`);
	}

	/** What `Ref` gives for a resource. */
	ref(id: string): string {
		const { Type, Properties } = this.#resource(id);
		switch (Type) {
			case "AWS::Lambda::Function":
				return this.text(Properties?.["FunctionName"]);
			case "AWS::Events::EventBus":
				return this.text(Properties?.["Name"]);
			case "AWS::SNS::Topic":
				return `arn:aws:sns:${region}:${accountId}:${this.nameOf(id)}`;
			case "AWS::DynamoDB::Table":
			case "AWS::ApiGatewayV2::Api":
			case "AWS::ApiGatewayV2::Integration":
			case "AWS::S3::Bucket":
				return this.nameOf(id);
			default:
				throw new Error(`It is not known what Ref gives for ${id}, a ${Type}.`);
		}
	}

	/** Names that the template leaves to CloudFormation are of the stack and the logical id. */
	nameOf(id: string): string {
		return `${stackName}-${id}-1A2B3C`;
	}

	#resource(id: string): Resource {
		const resource = this.#template.Resources[id];
		if (resource === undefined) throw new Error(`The template has no resource ${id}.`);
		return resource;
	}

	#intrinsic(name: string, argument: unknown): unknown {
		switch (name) {
			case "Ref":
				return pseudoParameters[String(argument)] ?? this.ref(String(argument));
			case "Fn::GetAtt":
				return this.#attribute(argument as [string, string]);
			case "Fn::Sub":
				return this.#substitute(argument);
			case "Fn::Join": {
				const [separator, parts] = argument as [string, unknown[]];
				return parts.map((part) => this.text(part)).join(separator);
			}
			default:
				throw new Error(`${name} is not known here.`);
		}
	}

	#attribute([id, attribute]: [string, string]): string {
		const { Type } = this.#resource(id);
		const key = `${Type}.${attribute}`;
		switch (key) {
			case "AWS::Lambda::Function.Arn":
				return `arn:aws:lambda:${region}:${accountId}:function:${this.ref(id)}`;
			case "AWS::SQS::Queue.Arn":
				return `arn:aws:sqs:${region}:${accountId}:${this.nameOf(id)}`;
			case "AWS::Events::EventBus.Arn":
				return `arn:aws:events:${region}:${accountId}:event-bus/${this.ref(id)}`;
			default:
				throw new Error(`It is not known what GetAtt gives for ${key}.`);
		}
	}

	#substitute(argument: unknown): string {
		if (typeof argument !== "string") throw new Error("Fn::Sub with variables is not known here.");
		return argument.replaceAll(/\$\{([\w:]+)\}/g, (_all, name: string) => this.text({ Ref: name }));
	}
}
