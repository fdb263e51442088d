import { appendFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { BenchResult } from "../bench-result.ts";
import { quietTable } from "./quiet-table.ts";
import { readClients } from "./read-clients.ts";
import type { AccountResult, QuietTask } from "./run-account.ts";

const options = {
	data: { type: "string" },
	days: { type: "string", default: "14" },
	first: { type: "string", default: "0" },
	fleets: { type: "string", default: "2" },
	threads: { type: "string", default: String(availableParallelism()) },
	alerts: { type: "string" },
} as const;

const dayMinutes = 1_440;
/** Endpoints of one account, as the fleets of the folder have. */
const fleetSize = 8;

/**
 * `npm run bench -- quiet-week --data DIR [--fleets N | all] [--first N] [--days N] [--threads N] [--alerts FILE]`:
 * recorded traffic through the whole guard, two weeks, in accounts of eight endpoints. `--first` leaves out the
 * accounts before it, `--alerts` writes each alert.
 */
export async function quietWeek(argv: readonly string[] = []): Promise<BenchResult> {
	const { values } = parseArgs({ args: [...argv], options });
	if (values.data === undefined) throw new Error("quiet-week needs --data DIR");
	const fleets = values.fleets === "all" ? Number.POSITIVE_INFINITY : Number(values.fleets);
	const all = tasksOf(await readClients(values.data), Number(values.days));
	const first = Number(values.first);
	const tasks = all.slice(first, first + fleets);
	const begun = performance.now();
	const { alerts: file } = values;
	if (file !== undefined) writeFileSync(file, "");
	const results = await runAll(tasks, Number(values.threads), (result) => {
		if (file !== undefined) appendFileSync(file, alertLines(result));
	});
	const seconds = Math.round((performance.now() - begun) / 1_000);
	const table = quietTable(results, tasks[0]?.days ?? 0);
	return { ...table, lines: [...table.lines, `${tasks.length} accounts in ${seconds} s`] };
}

type Clients = Awaited<ReturnType<typeof readClients>>;

function tasksOf(clients: Clients, mostDays: number): QuietTask[] {
	const [first] = clients;
	const minutes = (first?.counts.length ?? 0) * (first?.binMinutes ?? 0);
	const days = Math.min(mostDays, Math.floor(minutes / dayMinutes));
	return Array.from({ length: Math.ceil(clients.length / fleetSize) }, (_, account) => ({
		account,
		clients: clients.slice(account * fleetSize, (account + 1) * fleetSize),
		days,
	}));
}

async function runAll(
	tasks: readonly QuietTask[],
	threads: number,
	onEach: (result: AccountResult) => void,
): Promise<AccountResult[]> {
	const waiting = [...tasks];
	const results: AccountResult[] = [];
	const onResult = (result: AccountResult) => {
		results.push(result);
		onEach(result);
		const { account, actions, alerts } = result;
		process.stderr.write(
			`account ${account}, ${results.length} of ${tasks.length}: ${alerts.length} alerts, ${actions} actions\n`,
		);
	};
	const threadsNeeded = Math.min(threads, tasks.length);
	await Promise.all(Array.from({ length: threadsNeeded }, () => runThread(waiting, onResult)));
	return results.toSorted((a, b) => a.account - b.account);
}

function runThread(waiting: QuietTask[], onResult: (result: AccountResult) => void): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./quiet-worker.ts", import.meta.url));
		const next = () => worker.postMessage(waiting.shift() ?? null);
		worker.on("message", (result: AccountResult) => {
			onResult(result);
			next();
		});
		worker.on("error", reject);
		worker.on("exit", () => resolve());
		next();
	});
}

function alertLines({ account, alerts }: AccountResult): string {
	return alerts.map((alert) => `${JSON.stringify({ account, ...alert })}\n`).join("");
}
