import * as z from "zod";

const id = z.string().regex(/^[A-Z][A-Z0-9]{1,31}$/);
const text = (most: number) => z.string().max(most);
const longestUrl = 2_000;
const longestText = 2_000;

const commandSchema = z.object({
	command: text(100),
	text: text(longestText).default(""),
	user_id: id,
	team_id: id,
	api_app_id: id,
	trigger_id: text(300).min(1),
	response_url: text(longestUrl).optional(),
});

/** What a button of ours carries: the notice, the plan that was shown, the state it was shown in. */
const buttonValueSchema = z.strictObject({
	n: text(300).min(1),
	p: z.string().regex(/^[0-9a-f]{16}$/),
	a: z
		.string()
		.regex(/^[0-9a-f]{16}$/)
		.optional(),
	v: z.int().nonnegative(),
});
export type ButtonValue = z.output<typeof buttonValueSchema>;

const payloadSchema = z.object({
	type: z.literal("block_actions"),
	api_app_id: id,
	user: z.object({ id, team_id: id.optional() }),
	team: z.object({ id }).nullish(),
	response_url: text(longestUrl).optional(),
	message: z
		.object({
			blocks: z
				.array(z.looseObject({ type: z.string() }))
				.max(60)
				.default([]),
		})
		.optional(),
	actions: z.array(z.object({ action_id: text(255), value: text(2_000).default("") })).length(1),
});

type From = {
	readonly user: string;
	readonly team: string;
	readonly app: string;
	readonly responseUrl: string | null;
};

export type SlackCommand = From & {
	readonly type: "command";
	readonly text: string;
	readonly triggerId: string;
};

export type SlackClick = From & {
	readonly type: "click";
	readonly action: string;
	readonly value: ButtonValue;
	/** Of the message that was clicked, to write the outcome into it. */
	readonly blocks: readonly { readonly type: string }[];
};

export type SlackRequest =
	| SlackCommand
	| SlackClick
	| { readonly type: "ssl-check" }
	| { readonly type: "malformed"; readonly problem: string };

/** A verified body of Slack's: a form, in which a click is JSON. Never throws. */
export function parseSlackRequest(rawBody: Uint8Array | string): SlackRequest {
	const form = new URLSearchParams(Buffer.from(rawBody).toString("utf8"));
	if (form.get("ssl_check") === "1") return { type: "ssl-check" };
	const payload = form.get("payload");
	return payload === null ? commandOf(form) : clickOf(payload);
}

function commandOf(form: URLSearchParams): SlackRequest {
	const parsed = commandSchema.safeParse(Object.fromEntries(form));
	if (!parsed.success) return malformed(parsed.error);
	const { user_id, team_id, api_app_id, trigger_id, response_url, text: words } = parsed.data;
	return {
		type: "command",
		user: user_id,
		team: team_id,
		app: api_app_id,
		responseUrl: response_url ?? null,
		text: words,
		triggerId: trigger_id,
	};
}

function clickOf(payload: string): SlackRequest {
	const parsed = payloadSchema.safeParse(jsonOf(payload));
	if (!parsed.success) return malformed(parsed.error);
	const { user, team, api_app_id, response_url, message, actions } = parsed.data;
	const [action] = actions;
	const value = buttonValueSchema.safeParse(jsonOf(action?.value ?? ""));
	if (action === undefined || !value.success) {
		return { type: "malformed", problem: "this button is not one of ours" };
	}
	return {
		type: "click",
		user: user.id,
		team: team?.id ?? user.team_id ?? "",
		app: api_app_id,
		responseUrl: response_url ?? null,
		action: action.action_id,
		value: value.data,
		blocks: message?.blocks ?? [],
	};
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function malformed(error: z.ZodError): SlackRequest {
	const [issue] = error.issues;
	return { type: "malformed", problem: `${issue?.path.join(".") ?? ""}: ${issue?.code ?? ""}` };
}
