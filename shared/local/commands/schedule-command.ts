import { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { readSettings } from "../../config/settings.ts";
import { dueBetween } from "../../core/schedule/due-entries.ts";
import { dayMs } from "../../core/schedule/local-time.ts";
import { type EndpointMatch, matchesEndpoint } from "../../domain/endpoint-match.ts";
import type { Schedule } from "../../domain/schedule.ts";
import type { Output } from "../cli/output.ts";
import type { Column } from "../cli/table.ts";
import { UsageError } from "../cli/usage-error.ts";
import { readPolicyFile } from "../read-policy-file.ts";
import { runningFrom } from "../running-guardrail.ts";
import { outputOf, withOutputFlags } from "./shared-options.ts";

/** What an operator plans: a week, so that each weekday is there once. */
const shownMs = 7 * dayMs;

export function scheduleCommand(): Command {
	const command = new Command("schedule")
		.description("List what the schedules of the policy set in the next seven days.")
		.option("--policy <file>", "policy file (default: guardrail.yml, else the running guardrail's)")
		.option("--url <url>", "address of the guardrail (default: http://127.0.0.1:PORT)")
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail schedule\n  guardrail schedule --policy docs/examples/guardrail-office-hours.yml",
		);
	return withOutputFlags(command).action(() => run(command));
}

type Flags = { policy?: string; url?: string };

type Row = {
	readonly at: string;
	readonly local: string;
	readonly zone: string;
	readonly replicas: number;
	readonly cron: string;
	readonly endpoints: readonly string[];
};

async function run(command: Command): Promise<void> {
	const output = outputOf(command);
	const { schedules, names, now } = await known(command.opts<Flags>());
	const rows = schedules
		.flatMap((schedule) => rowsOf(schedule, names, now))
		.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
	output.json(rows);
	if (rows.length === 0) output.line(nothingText(schedules));
	else output.table({ rows, columns });
	say(output, schedules, names);
}

type Known = {
	readonly schedules: readonly Schedule[];
	/** null: nobody was asked, so the patterns stand for the endpoints. */
	readonly names: readonly { readonly name: string; readonly tags: readonly string[] }[] | null;
	readonly now: number;
};

async function known({ policy, url }: Flags): Promise<Known> {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const file = readPolicyFile(policy, "shadow");
	const asked = await runningFrom(read.settings, url)
		.readState()
		.catch((error: unknown) => {
			if (file === null || url !== undefined) throw error;
			return null;
		});
	const schedules = file?.policy.schedules ?? asked?.policy.schedules ?? [];
	const names = asked?.endpoints.map(({ endpoint }) => endpoint) ?? null;
	return { schedules, names, now: asked?.now ?? new SystemClock().now() };
}

function rowsOf(schedule: Schedule, names: Known["names"], now: number): Row[] {
	const endpoints = membersOf(schedule, names);
	return dueBetween([schedule], now, now + shownMs).map(({ dueAt, replicas, cron, zone }) => ({
		at: new Date(dueAt).toISOString(),
		local: localText(dueAt, zone),
		zone,
		replicas,
		cron: cron.text,
		endpoints,
	}));
}

function membersOf({ members }: Schedule, names: Known["names"]): readonly string[] {
	if (names === null) return members.map(patternText);
	return names
		.filter((endpoint) => members.some((match) => matchesEndpoint(match, endpoint)))
		.map(({ name }) => name);
}

function patternText({ name, tag }: EndpointMatch): string {
	return name ?? `tag ${tag}`;
}

function localText(at: number, zone: string): string {
	return new Intl.DateTimeFormat("en-GB", {
		timeZone: zone,
		weekday: "short",
		day: "2-digit",
		month: "short",
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	})
		.format(at)
		.replaceAll(",", "");
}

function nothingText(schedules: readonly Schedule[]): string {
	return schedules.length === 0
		? "The policy has no schedules."
		: "No entry of the schedules is due in the next seven days.";
}

function say(output: Output, schedules: readonly Schedule[], names: Known["names"]): void {
	for (const schedule of schedules) {
		if (membersOf(schedule, names).length > 0) continue;
		output.warn(`no endpoint is named by ${schedule.members.map(patternText).join(", ")}`);
	}
	if (schedules.length === 0) {
		output.hint("docs/examples/guardrail-office-hours.yml has one for weekdays");
	}
}

const columns: readonly Column<Row>[] = [
	{ heading: "WHEN", value: ({ local }) => local },
	{ heading: "ZONE", value: ({ zone }) => zone },
	{ heading: "REPLICAS", value: ({ replicas }) => String(replicas), align: "right" },
	{ heading: "ENDPOINTS", value: ({ endpoints }) => endpoints.join(", ") },
	{ heading: "CRON", value: ({ cron }) => cron },
];
