import { clockText } from "../../core/notify/clock-text.ts";
import { nextClockTime } from "../../core/notify/next-clock-time.ts";
import type { OverrideKind } from "../../domain/override.ts";
import type { OverrideRole } from "../../domain/override-rules.ts";
import { sha256 } from "../../domain/sha256.ts";
import { applyOverride, type OverrideAnswer, type OverrideCommand } from "../apply-override.ts";
import { appendAudit } from "../audit/audit-log.ts";
import { type OverrideDeps, rulesOf } from "../overrides/order.ts";
import { previewStop, type StopPreview } from "../preview-stop.ts";
import { keysOf } from "../store/keys.ts";
import { readPrefix } from "../store/record.ts";
import { latestNotice, parseCommand, type TypedCommand, usage } from "./parse-command.ts";
import { planText, statusText } from "./slack-text.ts";

/** Who speaks, by the ids of Slack: names can be changed by whoever bears them. */
export type SlackPerson = { readonly user: string; readonly team: string; readonly app: string };

export type SlackAnswer = {
	/** For who typed or clicked. */
	readonly text: string;
	/** Written into the message that was clicked, in place of its buttons; null: the message stays. */
	readonly outcome: string | null;
};

/** `/guardrail …`. `triggerId` is Slack's own id of this one command. */
export async function answerCommand(
	deps: OverrideDeps,
	person: SlackPerson,
	{ text, triggerId }: { readonly text: string; readonly triggerId: string },
): Promise<SlackAnswer> {
	const refusal = strangerRefusal(deps, person);
	if (refusal !== null) return refuse(deps, person, refusal);
	const typed = parseCommand(text);
	if (typed.type !== "order") return said(await plainAnswer(deps, typed));
	const answer = await applyOverride(deps, {
		...(await commandOf(deps, person, typed)),
		requestId: idOf(["command", triggerId]),
		bodyHash: sha256(text),
	});
	return said(answerText(answer));
}

export type SlackButton = {
	readonly action: string;
	/** The notice, the plan that was shown, and the state it was shown in. */
	readonly value: {
		readonly n: string;
		readonly p: string;
		readonly v: number;
		/** approve, deny: the plan that waited when the button was drawn. */
		readonly a?: string | undefined;
	};
};

/**
 * A click. One button of one message is one order, whoever clicks it and how often: the store takes the
 * first. A button that was drawn for another plan is refused with the plan as it is now.
 */
export async function answerClick(
	deps: OverrideDeps,
	person: SlackPerson,
	button: SlackButton,
): Promise<SlackAnswer> {
	const refusal = strangerRefusal(deps, person);
	if (refusal !== null) return refuse(deps, person, refusal);
	const kind = kinds[button.action];
	if (kind === undefined) return said("This button is not known any more.");
	const { n, p, v, a } = button.value;
	const preview = await previewStop(deps);
	if (preview === null) return said("Nothing is metered yet: there is nothing to decide on.");
	const command = clickCommand(deps, person, { kind, noticeId: n, planHash: a });
	const requestId = idOf(
		isWord(kind) ? [button.action, n, a ?? ""] : [button.action, n, p, String(v)],
	);
	const isStale = kind !== "ack" && !isWord(kind) && isOld(button.value, preview);
	if (isStale && !(await wasGiven(deps, requestId))) {
		return refuse(deps, person, `That has changed since. ${planText(preview)}`);
	}
	const answer = await applyOverride(deps, { ...command, requestId, bodyHash: person.user });
	return clickAnswer(answer, { person, kind, preview });
}

/** A word is held to the plan that waits by the door itself. */
function isWord(kind: OverrideKind): boolean {
	return kind === "approve" || kind === "deny";
}

function isOld({ p, v }: SlackButton["value"], preview: StopPreview): boolean {
	return p !== preview.planHash || v !== preview.stateVersion;
}

const kinds: Readonly<Record<string, OverrideKind>> = {
	ack: "ack",
	hold: "hold",
	"restore-now": "restore-now",
	"stop-now": "stop-now",
	approve: "approve",
	deny: "deny",
};

/** A second click comes after the first has changed the state: it gets the stored answer. */
async function wasGiven({ table, namespace }: OverrideDeps, requestId: string): Promise<boolean> {
	return (await table.get(keysOf(namespace).override(requestId))) !== null;
}

const conflict = 409;

function clickAnswer(
	answer: OverrideAnswer,
	{
		person,
		kind,
		preview,
	}: {
		readonly person: SlackPerson;
		readonly kind: OverrideKind;
		readonly preview: StopPreview;
	},
): SlackAnswer {
	if (answer.status === conflict) return said("Somebody else was first; the message says who.");
	if (answer.status >= 300) return said(answerText(answer));
	const { expiresAt } = answer.body as { expiresAt: number };
	const until = clockText(expiresAt, preview.policy.budget.zone);
	return { text: answerText(answer), outcome: `<@${person.user}> ${done[kind]} until ${until}` };
}

const done: Readonly<Partial<Record<OverrideKind, string>>> = {
	ack: "looks after it",
	hold: "holds the guard",
	"restore-now": "has everything put back",
	"stop-now": "has everything stopped",
	approve: "approved the plan",
	deny: "denied the plan",
};

function said(text: string): SlackAnswer {
	return { text, outcome: null };
}

/** Deny by default: another workspace, another app, or nobody who is listed. */
function strangerRefusal({ policy }: OverrideDeps, person: SlackPerson): string | null {
	const { slack } = rulesOf(policy);
	if (slack === null) return "No Slack workspace may give orders here (policy: overrides.slack).";
	const isOther = person.team !== slack.team || (slack.app !== null && person.app !== slack.app);
	if (isOther) return "This workspace or app may not give orders here.";
	return roleOf({ policy }, person) === null ? "You may not give orders here." : null;
}

function roleOf(
	{ policy }: Pick<OverrideDeps, "policy">,
	{ user }: SlackPerson,
): OverrideRole | null {
	return rulesOf(policy).slack?.users.find((one) => one.user === user)?.role ?? null;
}

/** Slack proved who it was: what was refused is on record. */
async function refuse(
	deps: OverrideDeps,
	{ user, team }: SlackPerson,
	text: string,
): Promise<SlackAnswer> {
	await appendAudit(deps, "override", {
		at: deps.clock.now(),
		what: "slack-refused",
		actor: `slack:${team}/${user}`,
		facts: { problem: text },
	});
	return said(text);
}

type Base = Omit<OverrideCommand, "requestId" | "bodyHash">;
type Order = Extract<TypedCommand, { type: "order" }>;

async function commandOf(deps: OverrideDeps, person: SlackPerson, order: Order): Promise<Base> {
	const { kind, endpoint, ttlSeconds, until, reason } = order;
	const { zone } = deps.policy.budget;
	const expiresAt = until === null ? null : nextClockTime(until, zone, deps.clock.now());
	const isLatest = order.details.noticeId === latestNotice;
	const details = isLatest ? { noticeId: await lastSent(deps) } : order.details;
	return { ...baseOf(deps, person), kind, endpoint, ttlSeconds, expiresAt, reason, details };
}

/** Identity of the notice that was sent last; `none` before the first. */
async function lastSent({ table, namespace }: OverrideDeps): Promise<string> {
	const { pk, sentPrefix } = keysOf(namespace);
	const entries = await readPrefix<{ id?: string; sentAt: number }>(table, pk, sentPrefix);
	const sent = entries.filter(({ value }) => value.id !== undefined);
	return sent.toSorted((a, b) => a.value.sentAt - b.value.sentAt).at(-1)?.value.id ?? "none";
}

type Clicked = {
	readonly kind: OverrideKind;
	readonly noticeId: string;
	readonly planHash: string | undefined;
};

function clickCommand(
	deps: OverrideDeps,
	person: SlackPerson,
	{ kind, noticeId, planHash }: Clicked,
): Base {
	const reason = `button in Slack on ${noticeId}`;
	const details = kind === "ack" ? { noticeId } : isWord(kind) ? { planHash } : {};
	const open = { endpoint: null, ttlSeconds: null, expiresAt: null };
	return { ...baseOf(deps, person), ...open, kind, reason, details };
}

function baseOf(deps: OverrideDeps, person: SlackPerson) {
	const { user, team } = person;
	return {
		namespace: deps.namespace,
		actor: `slack ${user}`,
		principal: `slack:${team}/${user}`,
		role: roleOf(deps, person),
	};
}

async function plainAnswer(deps: OverrideDeps, typed: TypedCommand): Promise<string> {
	if (typed.type === "unclear") return `${typed.problem}. Use: ${usage}`;
	if (typed.type === "help") return `Use: ${usage}`;
	const preview = await previewStop(deps);
	if (preview === null) return "Nothing is metered yet; the first pass comes within a minute.";
	return typed.type === "plan" ? planText(preview) : statusText(deps.namespace, preview);
}

type Answered = {
	readonly effect?: string;
	readonly exposure?: string;
	readonly error?: string;
	readonly note?: string | null;
};

function answerText({ body }: OverrideAnswer): string {
	const { effect, exposure, error, note } = body as Answered;
	if (error !== undefined) return `Refused: ${error}.`;
	return [`${effect}; ${exposure}.`, ...(note == null ? [] : [note])].join(" ");
}

const idDigits = 40;

function idOf(parts: readonly string[]): string {
	return `slack-${sha256(JSON.stringify(parts)).slice(0, idDigits)}`;
}
