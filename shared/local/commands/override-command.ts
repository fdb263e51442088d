import { Argument, Command } from "commander";
import { clockText, momentText } from "../../core/notify/clock-text.ts";
import { wholeDollars } from "../../core/notify/money-text.ts";
import type { Override } from "../../domain/override.ts";
import { overrideKinds } from "../../domain/override.ts";
import { UsageError } from "../cli/usage-error.ts";
import { type Order, orderedKind, orderOf } from "./order-of.ts";
import {
	type Granted,
	grantedOrThrow,
	type OverrideFlags,
	runningFor,
	sendOverride,
} from "./send-override.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

const shortestReason = 10;
/** As the guard takes it: more than a line could forge lines of a log. */
const longestReason = 500;

const examples = [
	'guardrail override hold --for 2h --reason "launch demo today"',
	'guardrail override raise 50 --until 18:00 --reason "batch must finish"',
	'guardrail override protect llama-8b-chat --reason "customer pilot"',
	'guardrail override silence --group research --for 8h --reason "load test"',
	"guardrail override list",
	'guardrail override revoke msg_1f3a --reason "the demo is over"',
];

export function overrideCommand(): Command {
	const command = new Command("override")
		.description("Send a signed order to the guard, list what is in force, or end it.")
		.addArgument(new Argument("<kind>", "what to order").choices([...overrideKinds, "list"]))
		.argument("[what]", "endpoint; raise: dollars; approve, deny: plan; ack: notice; revoke: id")
		.option("--reason <text>", "why, at least 10 characters; it is on record")
		.option("--for <time>", "how long, such as 90m or 2h (default 2h; raise: the whole day)")
		.option("--until <hh:mm>", "end in the budget's zone")
		.option("--past-period", "it may outlast the budget day")
		.option("--to <usd>", "raise: set the budget to this instead of adding")
		.option("--match <name=value...>", "silence: severity, type, tier, rule, endpoint, group")
		.option("--group <name>", "silence: all about a group of the policy and who is in it")
		.option("--actor <name>", "who orders it (default: your user name)")
		.option("--namespace <name>", "namespace (default: that of the running guardrail)")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText("after", `\nExamples:\n  ${examples.join("\n  ")}`);
	return withOutputFlags(command).action((kind: string, what?: string) =>
		kind === "list" ? list(command) : run(command, kind, what ?? null),
	);
}

type Flags = Omit<OverrideFlags, "reason"> & Order["flags"] & { readonly reason?: string };

async function run(command: Command, kind: string, what: string | null): Promise<void> {
	const flags = command.opts<Flags>();
	const reason = (flags.reason ?? "").trim();
	if (reason.length < shortestReason) {
		const has = `the reason has ${reason.length} characters, at least ${shortestReason} are needed`;
		throw new UsageError(
			reason === "" ? "an order needs a reason, which goes on record" : has,
			'--reason "launch demo today"',
		);
	}
	if (reason.length > longestReason || !/^\P{C}*$/u.test(reason)) {
		const most = `at most ${longestReason} characters on one line`;
		throw new UsageError(`the reason has ${reason.length} characters; ${most}`);
	}
	const order = orderOf({ kind: orderedKind(kind), what, flags });
	const granted = grantedOrThrow(await sendOverride(order, { ...flags, reason }));
	const output = outputOf(command);
	output.json(granted);
	if (output.mode === "quiet") process.stdout.write(`${granted.overrideId}\n`);
	output.line(isDoneAtOnce(kind) ? `${granted.effect}.` : grantedText(granted));
	if (isDoneAtOnce(kind)) return;
	if (granted.note != null && kind !== "raise")
		output.hint("--past-period lets it outlast the day");
	output.hint(`guardrail override revoke ${granted.overrideId} --reason "..." ends it sooner`);
}

const doneAtOnce: ReadonlySet<string> = new Set(["revoke", "release", "accept"]);

/** What it did stands: there is no end to tell, and none to bring nearer. */
function isDoneAtOnce(kind: string): boolean {
	return doneAtOnce.has(kind);
}

/** What was granted, with its end by the clocks of the budget's zone, as every list has it. */
export function grantedText(granted: Granted): string {
	const { effect, exposureUsd, expiresAt, waitsForSecond, zone = "UTC", note = null } = granted;
	const end = `${momentText(expiresAt, zone)} (${zone})`;
	if (waitsForSecond === true) return `${effect} (until ${end}).`;
	const cost = exposureUsd > 0 ? ` and can cost up to $${Math.ceil(exposureUsd)}` : "";
	const said = note === null ? "" : ` ${note}`;
	return `${effect}. It ends by itself at ${end}${cost}.${said}`;
}

async function list(command: Command): Promise<void> {
	const { overrides, policy, namespace } = await (
		await runningFor(command.opts<OverrideFlags>())
	).readState();
	const output = outputOf(command);
	output.json({ namespace, overrides });
	if (overrides.length === 0) return output.line("no override is in force");
	const { zone } = policy.budget;
	output.table<Override>({
		rows: overrides,
		columns: [
			{ heading: "ID", value: ({ id }) => id, isWhole: true },
			{ heading: "KIND", value: ({ kind }) => kind, isWhole: true },
			{ heading: "WHERE", value: whereOf, isWhole: true },
			{ heading: "BY", value: ({ actor }) => actor, isWhole: true },
			{ heading: "UNTIL", value: (order) => untilOf(order, zone), isWhole: true },
			{
				heading: "AT MOST",
				value: ({ exposureMicroUsd = 0 }) => wholeDollars(exposureMicroUsd, "up"),
				align: "right",
			},
			{ heading: "REASON", value: ({ reason }) => reason },
		],
	});
	output.line(`times in ${zone}`);
}

/** What an acceptance or a release did stands, whenever its order leaves the list. */
export function untilOf({ kind, expiresAt }: Override, zone: string): string {
	return isDoneAtOnce(kind) ? "for good" : clockText(expiresAt, zone);
}

/** What it is about: a silence only mutes the notices that all of its matchers name. */
export function whereOf({ kind, endpoint, details }: Override): string {
	if (kind !== "silence") return endpoint ?? "everything";
	return (details?.matchers ?? []).map(({ name, value }) => `${name}=${value}`).join(" ");
}
