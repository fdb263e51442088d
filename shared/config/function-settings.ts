import * as z from "zod";
import { readSettings } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const parameterArn = z
	.string()
	.regex(/^arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+$/, {
		error: "must be the ARN of an SSM parameter",
	});

/** Every variable that a function reads. Secrets are named here, never held: see SECRETS of docs/operations.md. */
const variables = z.object({
	NAMESPACE: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/, { error: "must be a user or an organisation" })
		.describe("Hugging Face user or organisation that this stack guards."),
	STACK: z.string().min(1).describe("Name of the stack: the dimension of its metrics."),
	POLICY_FILE: z.string().default("dist/guardrail.yml").describe("Policy, by its path in the zip."),
	TABLE_NAME: z.string().min(3).describe("The one table."),
	BUS_NAME: z
		.string()
		.regex(/^[\w./:-]{1,1600}$/, { error: "must be the name of an EventBridge bus" })
		.describe("The bus between the functions."),
	TOPIC_ARN: z
		.string()
		.regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/, { error: "must be an SNS topic ARN" })
		.describe("Topic of the people who are told."),
	CHANNELS: z
		.string()
		.regex(
			/^(sns|eventbridge|slack|slack-bot|webhook)(,(sns|eventbridge|slack|slack-bot|webhook))*$/,
			{
				error: "must be some of sns, eventbridge, slack, slack-bot, webhook with commas between",
			},
		)
		.default("sns,eventbridge")
		.describe("Channels that notices go to."),
	HF_READ_TOKEN_ARN: parameterArn.describe("Token that reads endpoints."),
	HF_WRITE_TOKEN_ARN: parameterArn.describe("Token that changes endpoints; read to enforce only."),
	OVERRIDE_SECRET_ARN: parameterArn.describe("Secret of the override webhook, or two."),
	SLACK_WEBHOOK_ARN: parameterArn.describe("Address of Slack's incoming webhook."),
	SLACK_BOT_TOKEN_ARN: parameterArn.describe("Slack bot token, a space, and the channel's id."),
	SLACK_SIGNING_SECRET_ARN: parameterArn.describe("Signing secret of the Slack app."),
	NOTICE_WEBHOOK_ARN: parameterArn.describe("Address, a space, and the whsec_ secret."),
	DASHBOARD_KEY_ARN: parameterArn.describe("Key that opens the page."),
});

export type FunctionVariable = keyof z.output<typeof variables>;

/** What one function was given: exactly the variables that it asks for. */
export type FunctionSettings<Name extends FunctionVariable> = Readonly<Record<Name, string>>;

/** Throws `FunctionSettingsError`, which names every variable that is missing or wrong, and no value. */
export function readFunctionSettings<Name extends FunctionVariable>(
	names: readonly Name[],
	environment: Environment = process.env,
): FunctionSettings<Name> {
	const problems: string[] = [];
	const entries = names.map((name): [Name, string] => {
		const value = environment[name];
		const parsed = variables.shape[name].safeParse(value === "" ? undefined : value);
		if (parsed.success) return [name, parsed.data];
		const [issue] = parsed.error.issues;
		problems.push(
			value === undefined || value === "" ? `${name} is not set` : `${name} ${issue?.message}`,
		);
		return [name, ""];
	});
	if (problems.length > 0) throw new FunctionSettingsError(problems);
	return Object.fromEntries(entries) as FunctionSettings<Name>;
}

/** Base address of the management API: the vendor's, unless `HF_ENDPOINTS_URL` says otherwise. */
export function readEndpointsUrl(environment: Environment = process.env): string {
	const read = readSettings({ HF_ENDPOINTS_URL: environment["HF_ENDPOINTS_URL"] });
	if (!read.ok) throw new FunctionSettingsError(read.problems);
	return read.settings.endpointsUrl;
}

/** Base address of the Hub: the vendor's, unless `HF_HUB_URL` says otherwise. */
export function readHubUrl(environment: Environment = process.env): string {
	const read = readSettings({ HF_HUB_URL: environment["HF_HUB_URL"] });
	if (!read.ok) throw new FunctionSettingsError(read.problems);
	return read.settings.hubUrl;
}

/** The function was deployed with settings that it cannot run with. */
export class FunctionSettingsError extends Error {
	override readonly name = "FunctionSettingsError";

	constructor(problems: readonly string[]) {
		super(`The environment of this function is incomplete: ${problems.join("; ")}.`);
	}
}
