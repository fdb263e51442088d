import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const days = 10;
const dayMinutes = 1_440;

/** Requests or replica-minutes of a series at a minute. */
type Shape = (series: string, minute: number) => number | string;

export type SmallData = {
	readonly traffic?: Shape;
	readonly added?: Shape;
	readonly faultedReplicas?: Shape;
	/** Files in place of the made ones, or beside them; null leaves one out. */
	readonly files?: Readonly<Record<string, string | null>>;
};

export const names = ["alpha", "beta"];

/** 600 requests in ten minutes by day and 60 by night, served by three replicas and one; a little uneven. */
export function usualRequests(_series: string, minute: number): number {
	const hour = Math.floor((minute % dayMinutes) / 60);
	return (hour >= 8 && hour < 20 ? 600 : 60) + ((minute / 10) % 7);
}

export function usualReplicaMinutes(series: string, minute: number): number {
	return usualRequests(series, minute - (minute % 10)) > 300 ? 15 : 5;
}

/** A folder of two endpoints and one fleet over ten days, as `guardrail evaluate` reads it. */
export async function smallData(parts: SmallData = {}): Promise<string> {
	const { traffic = usualRequests, added = traffic } = parts;
	const { faultedReplicas = usualReplicaMinutes } = parts;
	const folder = await temporaryFolder();
	const made: Record<string, string | null> = {
		"traffic_10min.csv": wide(traffic, 10),
		"traffic_10min_faulted.csv": wide(added, 10),
		"traffic_10min_faulted_mult.csv": wide(added, 10),
		"replica_minutes_5min.csv": wide(usualReplicaMinutes, 5),
		"replica_minutes_5min_faulted.csv": wide(faultedReplicas, 5),
		"endpoints.csv": endpoints,
		"fleets.csv": "fleet,series\nfleet00,alpha\nfleet00,beta\n",
		"gaps_10min.csv": "model_pool,minute\n",
		"spend_faults.csv": faults,
		...parts.files,
	};
	for (const [file, text] of Object.entries(made)) {
		if (text !== null) await writeFile(join(folder, file), text);
	}
	return folder;
}

/** A folder that goes when its test is over. */
export async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "evaluate-"));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

const endpoints = `series,class,instance_type,instance_size,usd_per_replica_hour,min_replica,max_replica,model_pool
alpha,A,nvidia-a10g,x1,1,1,8,one
beta,A,nvidia-l4,x1,0.8,1,8,two
`;

const faults =
	"series,kind,start_min,end_min,price_multiple\nbeta,wrong_instance_x4,12000,12060,4\n";

export function wide(shape: Shape, step: number, columns: readonly string[] = names): string {
	const lines = [`minute,${columns.join(",")}`];
	for (let minute = 0; minute < days * dayMinutes; minute += step) {
		lines.push([minute, ...columns.map((name) => shape(name, minute))].join(","));
	}
	return `${lines.join("\n")}\n`;
}

export type Cells = Readonly<Record<string, string>>;

export async function rowsOf(folder: string, file: string): Promise<Cells[]> {
	const [heading = "", ...lines] = (await readFile(join(folder, file), "utf8")).trim().split("\n");
	const columns = heading.split(",");
	return lines.map((line) => {
		const cells = line.split(",");
		return Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ""]));
	});
}
