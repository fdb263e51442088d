import * as z from "zod";
import { nearest } from "./nearest.ts";
import { isSafeAddress } from "./safe-address.ts";
import { Secret } from "./secret.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const httpAddress = z
	.string()
	.refine(isSafeAddress, { error: "must be an https:// address (http:// only on this machine)" })
	.transform((address) => address.replace(/\/+$/, ""));

const secret = z
	.string()
	.regex(/^\S+$/, { error: "must not hold spaces or line breaks" })
	.transform((value) => new Secret(value));

const port = z
	.string()
	.regex(/^\d{1,5}$/, { error: "must be a whole number from 0 to 65535" })
	.transform(Number)
	.refine((value) => value <= 65_535, { error: "must be a whole number from 0 to 65535" });

/** Every environment variable that is read. An empty one counts as not set. */
const environmentSchema = z.object({
	HF_TOKEN: secret.optional().describe("Token of the live account; without it, a simulated one."),
	HF_ENDPOINTS_URL: httpAddress
		.default("https://api.endpoints.huggingface.cloud")
		.describe("Management API of Inference Endpoints."),
	HF_HUB_URL: httpAddress.default("https://huggingface.co").describe("Hub: token, models, bill."),
	HF_ROUTER_URL: httpAddress
		.default("https://router.huggingface.co")
		.describe("Router of inference providers."),
	PORT: port.default(8787).describe("Port of the page on 127.0.0.1; 0 takes a free one."),
	GUARDRAIL_HOME: z
		.string()
		.default(".guardrail")
		.describe("Folder of the local store and the override secret."),
	SLACK_WEBHOOK_URL: z
		.string()
		.refine(isSafeAddress, { error: "must be an https:// address (http:// only on this machine)" })
		.transform((value) => new Secret(value))
		.optional()
		.describe("Slack incoming webhook."),
	SLACK_BOT_TOKEN: secret.optional().describe("Slack bot token (chat:write): buttons and threads."),
	SLACK_CHANNEL: z
		.string()
		.regex(/^[CGD][A-Z0-9]{5,20}$/, { error: "must be the id of a Slack channel, as C0123456789" })
		.optional()
		.describe("Id of the channel that the bot writes to."),
	SLACK_SIGNING_SECRET: secret
		.optional()
		.describe("Signing secret of the Slack app: its commands and buttons."),
	NOTICE_WEBHOOK_URL: httpAddress
		.transform((value) => new Secret(value))
		.optional()
		.describe("Any address that takes notices as signed webhooks."),
	NOTICE_WEBHOOK_SECRET: secret
		.optional()
		.describe("whsec_ secret that signs these notices (Standard Webhooks)."),
	SNS_TOPIC_ARN: z
		.string()
		.regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/, { error: "must be an SNS topic ARN" })
		.optional()
		.describe("Topic that notices are published to."),
	EVENT_BUS_NAME: z
		.string()
		.regex(/^[\w./-]{1,256}$/, { error: "must be the name of an EventBridge bus" })
		.optional()
		.describe("EventBridge bus that events are put on."),
	OVERRIDE_SECRET: z
		.string()
		.regex(/^\S+( \S+){0,15}$/, { error: "must be secrets with a space between" })
		.refine(areWebhookSecrets, { error: "must be whsec_ and base64 of 24 to 64 bytes" })
		.transform((value) => value.split(" ").map((part) => new Secret(part)))
		.optional()
		.describe(
			"Secrets of the override webhook, with spaces between; `name=` in front names the key.",
		),
	GUARDRAIL_KEY: secret
		.optional()
		.describe("Key of a page that runs elsewhere (dashboard-key in AWS), for commands with --url."),
});

export type Settings = {
	readonly hfToken: Secret | null;
	readonly endpointsUrl: string;
	readonly hubUrl: string;
	readonly routerUrl: string;
	readonly port: number;
	readonly home: string;
	readonly slackWebhookUrl: Secret | null;
	/** Both or neither: who writes, and where to. */
	readonly slackBot: { readonly token: Secret; readonly channel: string } | null;
	readonly slackSigningSecret: Secret | null;
	readonly noticeWebhook: { readonly url: Secret; readonly secret: Secret } | null;
	readonly snsTopicArn: string | null;
	readonly eventBusName: string | null;
	/** Opens the page of a guardrail that runs elsewhere. */
	readonly pageKey: Secret | null;
	/** Newest first; empty: none was given, the local one is read from the home folder. */
	readonly overrideSecrets: readonly Secret[];
};

export type ReadSettings =
	| { readonly ok: true; readonly settings: Settings }
	| { readonly ok: false; readonly problems: readonly string[] };

/** The only reader of the environment. Problems name the variable and never repeat its value. */
export function readSettings(environment: Environment = process.env): ReadSettings {
	const parsed = environmentSchema.safeParse(withoutEmpty(environment));
	if (!parsed.success) {
		const problems = parsed.error.issues.map(
			(issue) => `${String(issue.path[0])} ${issue.message}`,
		);
		return { ok: false, problems };
	}
	const given = parsed.data;
	const problems = halfProblems(given);
	if (problems.length > 0) return { ok: false, problems };
	return {
		ok: true,
		settings: {
			hfToken: given.HF_TOKEN ?? null,
			pageKey: given.GUARDRAIL_KEY ?? null,
			endpointsUrl: given.HF_ENDPOINTS_URL,
			hubUrl: given.HF_HUB_URL,
			routerUrl: given.HF_ROUTER_URL,
			port: given.PORT,
			home: given.GUARDRAIL_HOME,
			slackWebhookUrl: given.SLACK_WEBHOOK_URL ?? null,
			...channelsOf(given),
			slackSigningSecret: given.SLACK_SIGNING_SECRET ?? null,
			snsTopicArn: given.SNS_TOPIC_ARN ?? null,
			eventBusName: given.EVENT_BUS_NAME ?? null,
			overrideSecrets: given.OVERRIDE_SECRET ?? [],
		},
	};
}

type Given = z.output<typeof environmentSchema>;

/** The channels that need two settings, each by their names. */
const pairs = [
	["SLACK_BOT_TOKEN", "SLACK_CHANNEL"],
	["NOTICE_WEBHOOK_URL", "NOTICE_WEBHOOK_SECRET"],
] as const;

/** With one half only, notices would silently go nowhere. */
function halfProblems(given: Given): string[] {
	return pairs.flatMap(([first, second]) => {
		if ((given[first] === undefined) === (given[second] === undefined)) return [];
		const [missing, set] = given[first] === undefined ? [first, second] : [second, first];
		return [`${missing} must be set too: ${set} is of no use without it`];
	});
}

/** A channel that needs two settings is set up when both are there. */
function channelsOf(given: Given): Pick<Settings, "slackBot" | "noticeWebhook"> {
	const { SLACK_BOT_TOKEN: token, SLACK_CHANNEL: channel } = given;
	const { NOTICE_WEBHOOK_URL: url, NOTICE_WEBHOOK_SECRET: signing } = given;
	return {
		slackBot: token === undefined || channel === undefined ? null : { token, channel },
		noticeWebhook: url === undefined || signing === undefined ? null : { url, secret: signing },
	};
}

export type ReadReference =
	| { readonly ok: true; readonly value: Secret }
	| { readonly ok: false; readonly problem: string };

/** What an `env:NAME` of the policy file stands for: an address that is a secret. */
export function readReference(
	reference: string,
	environment: Environment = process.env,
): ReadReference {
	const name = reference.replace(/^env:/, "");
	const value = environment[name];
	if (value === undefined || value === "") {
		const near = nearest(name, Object.keys(environment));
		const hint = near === null ? "" : `; did you mean env:${near}?`;
		return { ok: false, problem: `${name} is not set, but the policy names it${hint}` };
	}
	if (isSafeAddress(value)) return { ok: true, value: new Secret(value) };
	return { ok: false, problem: `${name} must be an https:// address` };
}

function withoutEmpty(environment: Environment): Environment {
	return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

function areWebhookSecrets(text: string): boolean {
	return text.split(" ").every((part) => {
		const secret = part.replace(/^[a-z0-9-]{1,32}=/, "");
		const bytes = Buffer.from(secret.replace(/^whsec_/, ""), "base64").length;
		return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) && bytes >= 24 && bytes <= 64;
	});
}
