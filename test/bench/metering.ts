import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { scenarios } from "../../shared/simulator/scenarios/index.ts";
import type { BenchResult } from "./bench-result.ts";
import { forms } from "./metering/forms.ts";
import { isBroken, meteringTable } from "./metering/metering-table.ts";
import type { MeteringResult, MeteringTask } from "./metering/run-metering.ts";

const options = {
	days: { type: "string", default: "30" },
	endpoints: { type: "string", default: "100" },
	faults: { type: "string", default: "1,3" },
	scenarios: { type: "string", default: Object.keys(scenarios).join(",") },
	seed: { type: "string", default: "1" },
	threads: { type: "string", default: String(availableParallelism()) },
} as const;

/**
 * Meters every scenario for a month, with faults, under each form of what the vendor does not document, and
 * holds every endpoint-day against the account's own bill. The fleet is shared out over the forms.
 * `npm run bench -- metering --days 3 --endpoints 16` is a small one. Ctrl-C ends it with what is done by then.
 */
export async function metering(argv: readonly string[] = []): Promise<BenchResult> {
	const { values } = parseArgs({ args: [...argv], options });
	const begun = performance.now();
	const tasks = tasksOf({
		days: Number(values.days),
		endpoints: Number(values.endpoints),
		seed: Number(values.seed),
		faults: values.faults.split(",").map(Number),
		scenarios: values.scenarios.split(","),
	});
	const results = await runAll(tasks, Number(values.threads));
	const all = results.flatMap(({ days }) => days);
	const broken = all.filter(isBroken).length;
	const passes = results.reduce((sum, result) => sum + result.passes, 0);
	const seconds = Math.round((performance.now() - begun) / 1_000);
	const left = tasks.length - results.length;
	const cut = left === 0 ? "" : `, cut short: ${left} of ${tasks.length} parts are missing`;
	const head = `${all.length} endpoint-days, ${passes} passes, ${seconds} s: ${broken} broken${cut}`;
	const isMet = broken === 0 && all.length > 0 && left === 0;
	return { lines: [...meteringTable(results), "", head], isMet };
}

type Size = {
	readonly days: number;
	readonly endpoints: number;
	readonly seed: number;
	readonly faults: readonly number[];
	readonly scenarios: readonly string[];
};

/** The harder faults first; of these, long parts among the short ones, so that what is cut short shows all kinds. */
function tasksOf({ scenarios: names, faults, ...size }: Size): MeteringTask[] {
	const share = size.endpoints / forms.length;
	const tasks = names.flatMap((scenario) =>
		faults.flatMap((factor) =>
			forms.map((_, form) => ({
				...size,
				scenario,
				form,
				faults: factor,
				from: Math.round(form * share),
				to: Math.round((form + 1) * share),
			})),
		),
	);
	return tasks
		.filter(({ from, to }) => to > from)
		.sort((a, b) => b.faults - a.faults || a.form - b.form);
}

async function runAll(tasks: readonly MeteringTask[], threads: number): Promise<MeteringResult[]> {
	const waiting = [...tasks];
	const results: MeteringResult[] = [];
	const stop = () => void waiting.splice(0);
	process.once("SIGINT", stop);
	const tell = progressOf(tasks.length);
	const work = Array.from({ length: Math.min(threads, tasks.length) }, () =>
		runThread(waiting, (result) => {
			results.push(result);
			tell(result);
		}),
	);
	await Promise.all(work);
	process.removeListener("SIGINT", stop);
	return results;
}

/** One line on standard error for each task that is done, with what is broken so far and how long the rest takes. */
function progressOf(whole: number): (result: MeteringResult) => void {
	const begun = performance.now();
	let done = 0;
	let broken = 0;
	return ({ task, days }) => {
		done += 1;
		broken += days.filter(isBroken).length;
		const seconds = (performance.now() - begun) / 1_000;
		const left = Math.round((seconds / done) * (whole - done));
		const what = `${task.scenario}, ${forms[task.form]?.name}, faults ${task.faults} ×`;
		process.stderr.write(
			`${done}/${whole} ${what}: ${broken} broken so far, about ${left} s left\n`,
		);
	};
}

function runThread(
	waiting: MeteringTask[],
	onResult: (result: MeteringResult) => void,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./metering/metering-worker.ts", import.meta.url));
		const next = () => worker.postMessage(waiting.shift() ?? null);
		worker.on("message", (result: MeteringResult) => {
			onResult(result);
			next();
		});
		worker.on("error", reject);
		worker.on("exit", () => resolve());
		next();
	});
}
