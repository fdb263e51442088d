import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { runCommand } from "../../../shared/local/cli/run-command.ts";
import { evaluateCommand } from "../../../shared/local/commands/evaluate-command.ts";
import { evaluate } from "../../../shared/local/evaluate/evaluate.ts";
import {
	rowsOf,
	type SmallData,
	smallData,
	temporaryFolder,
	usualReplicaMinutes,
	usualRequests,
	wide,
} from "./small-data.ts";

async function evaluated(parts: SmallData = {}, withTraffic = true) {
	const dataFolder = await smallData(parts);
	const outFolder = await temporaryFolder();
	const onProgress = () => undefined;
	const report = await evaluate({ dataFolder, outFolder, withTraffic, onProgress });
	return { report, outFolder };
}

/** The usual, and something else for alpha between two minutes. */
function alphaBetween(from: number, to: number, other: number | string, usual = usualRequests) {
	return (series: string, minute: number) =>
		series === "alpha" && minute >= from && minute < to ? other : usual(series, minute);
}

const surge = alphaBetween(12_000, 12_060, 9_000);

describe("what is written", () => {
	test("the eight files and nothing else, each with its heading", async () => {
		const { outFolder } = await evaluated();
		const headings = await Promise.all(
			(await readdir(outFolder)).toSorted().map(async (file) => {
				const [heading] = (await readFile(join(outFolder, file), "utf8")).split("\n");
				return `${file}: ${heading}`;
			}),
		);
		expect(headings).toEqual([
			"actual-endpoint.csv: id,day,total",
			"actual-fleet.csv: id,day,total",
			"alerts-spend.csv: series,minute",
			"alerts-traffic-mult.csv: series,minute",
			"alerts-traffic-quiet.csv: series,minute",
			"alerts-traffic.csv: series,minute",
			"forecast-endpoint.csv: id,day,hour,forecast,p10,p90",
			"forecast-fleet.csv: id,day,hour,forecast,p10,p90",
		]);
	});

	test("usual traffic raises nothing; a surge is written at the end of each of its bins", async () => {
		const { outFolder, report } = await evaluated({ added: surge });
		expect(await rowsOf(outFolder, "alerts-traffic-quiet.csv")).toEqual([]);
		expect(await rowsOf(outFolder, "alerts-traffic.csv")).toEqual(
			[12_010, 12_020, 12_030, 12_040, 12_050, 12_060].map((minute) => ({
				series: "alpha",
				minute: String(minute),
			})),
		);
		expect(report.alertsBegun["request-surge, load added"]).toBe(1);
	});

	test("nothing is raised in the first seven days", async () => {
		const { outFolder } = await evaluated({ added: alphaBetween(9_900, 10_080, 9_000) });
		expect(await rowsOf(outFolder, "alerts-traffic.csv")).toEqual([]);
		const runaway = alphaBetween(5_000, 6_000, 500, usualReplicaMinutes);
		const { outFolder: spend } = await evaluated({ faultedReplicas: runaway });
		const rows = await rowsOf(spend, "alerts-spend.csv");
		expect(rows.filter(({ series }) => series === "alpha")).toEqual([]);
	});

	test("what a pool lost is not idle, not usual and not an alarm", async () => {
		const lost = Array.from({ length: 6 }, (_, index) => `one,${12_000 + index * 10}`);
		const gaps = ["model_pool,minute", ...lost, ""].join("\n");
		const { outFolder } = await evaluated({ added: surge, files: { "gaps_10min.csv": gaps } });
		expect(await rowsOf(outFolder, "alerts-traffic.csv")).toEqual([]);
		const empty = await evaluated({ added: alphaBetween(12_000, 12_060, "") });
		expect(await rowsOf(empty.outFolder, "alerts-traffic.csv")).toEqual([]);
	});

	test("a price that the configuration shows is told in the first bin, replicas beyond traffic after 30 minutes", async () => {
		const runaway = alphaBetween(11_640, 11_740, 35, usualReplicaMinutes);
		const { outFolder, report } = await evaluated({ faultedReplicas: runaway });
		const rows = await rowsOf(outFolder, "alerts-spend.csv");
		const first = (name: string) => rows.find(({ series }) => series === name)?.["minute"];
		expect([first("alpha"), first("beta")]).toEqual(["11670", "12005"]);
		expect(rows.filter(({ series }) => series === "beta")).toHaveLength(12);
		expect(report.alertsBegun).toMatchObject({
			"unexplained-replicas": 1,
			"configuration-drift": 1,
		});
	});

	test("above the maximum is told in its first bin, with or without traffic", async () => {
		const runaway = alphaBetween(11_000, 11_100, 45, usualReplicaMinutes);
		for (const withTraffic of [true, false]) {
			const { outFolder } = await evaluated({ faultedReplicas: runaway }, withTraffic);
			expect((await rowsOf(outFolder, "alerts-spend.csv"))[0]).toEqual({
				series: "alpha",
				minute: "11005",
			});
		}
	});

	test("days 7 and later are forecast at three hours, close to their true end where days are alike", async () => {
		const { outFolder, report } = await evaluated();
		const forecasts = await rowsOf(outFolder, "forecast-fleet.csv");
		const actuals = await rowsOf(outFolder, "actual-fleet.csv");
		expect(actuals.map(({ id, day }) => [id, day])).toEqual([
			["fleet00", "7"],
			["fleet00", "8"],
			["fleet00", "9"],
		]);
		expect(Number(actuals[0]?.["total"])).toBeCloseTo(48 * 1.8, 6);
		expect(forecasts.map(({ day, hour }) => `${day} ${hour}`)).toHaveLength(9);
		for (const { forecast, p10, p90 } of forecasts) {
			expect(Number(forecast)).toBeCloseTo(48 * 1.8, 2);
			expect(Number(p10)).toBeLessThanOrEqual(Number(forecast));
			expect(Number(p90)).toBeGreaterThanOrEqual(Number(forecast));
		}
		expect(await rowsOf(outFolder, "forecast-endpoint.csv")).toHaveLength(18);
		expect(report.stateBytes.together).toBeLessThan(4_096);
	});
});

test("it never reads ahead: another future leaves all that was written for the past", async () => {
	const cut = 13_000;
	const past = async (later: number) => {
		const other =
			(usual: typeof usualRequests, factor: number) => (series: string, minute: number) =>
				minute < cut ? usual(series, minute) : usual(series, minute) * factor;
		const traffic = other(usualRequests, later);
		const changed = (series: string, minute: number) =>
			minute < cut ? surge(series, minute) : traffic(series, minute);
		const { outFolder } = await evaluated({
			traffic,
			added: changed,
			faultedReplicas: other(alphaReplicas, later),
			files: { "replica_minutes_5min.csv": wide(other(usualReplicaMinutes, later), 5) },
		});
		const alerts = async (file: string) =>
			(await rowsOf(outFolder, file)).filter(({ minute }) => Number(minute) <= cut);
		const forecasts = (await rowsOf(outFolder, "forecast-fleet.csv")).filter(
			({ day, hour }) => Number(day) * 1_440 + Number(hour) * 60 <= cut,
		);
		return [await alerts("alerts-traffic.csv"), await alerts("alerts-spend.csv"), forecasts];
	};
	const [one, other] = [await past(1), await past(3)];
	expect(one).toEqual(other);
	expect(one.map((rows) => rows.length > 0)).toEqual([true, true, true]);
});

function alphaReplicas(series: string, minute: number): number {
	return Number(alphaBetween(11_640, 11_740, 35, usualReplicaMinutes)(series, minute));
}

describe("files that are not as they must be", () => {
	const heading =
		"series,class,instance_type,instance_size,usd_per_replica_hour,min_replica,max_replica,model_pool";

	test.each([
		["traffic_10min.csv", null, /^traffic_10min.csv: it cannot be read; allowed: a file in /],
		["traffic_10min.csv", "", /line 1: it is empty; allowed: a heading/],
		[
			"traffic_10min.csv",
			"time,alpha\n0,1\n10,1\n",
			/line 1: the heading begins with "time"; allowed: minute/,
		],
		["traffic_10min.csv", "minute,alpha\n0,1\n", /it has 1 bins; allowed: at least 2/],
		[
			"traffic_10min.csv",
			"minute,alpha\n0,1\n7,1\n",
			/line 3: the bins are 7 minutes long; allowed: 1, 2/,
		],
		["traffic_10min.csv", "minute,alpha\n0,1\n10,1\n30,1\n", /line 4: minute is "30"; allowed: 20/],
		[
			"traffic_10min.csv",
			"minute,alpha\n0,1\n10,many\n",
			/line 3: cell 2 is "many"; allowed: a number/,
		],
		["traffic_10min.csv", "minute,alpha\n0,1\n10,-1\n", /line 3: cell 2 is "-1"/],
		["traffic_10min.csv", "minute,alpha\n0,1\n10,1,1\n", /line 3: it has 3 cells; allowed: 2/],
		[
			"traffic_10min.csv",
			"minute,gamma\n0,1\n10,1\n",
			/the series "gamma" is not known; allowed: a series of/,
		],
		[
			"endpoints.csv",
			"series,class\nalpha,A\n",
			/endpoints.csv, line 1: the heading lacks instance_type/,
		],
		[
			"endpoints.csv",
			`${heading}\nalpha,A,t,x1,free,1,8,one\n`,
			/line 2: usd_per_replica_hour is "free"/,
		],
		[
			"endpoints.csv",
			`${heading}\nalpha,A,t,x1,1,1,0,one\n`,
			/line 2: max_replica is "0"; allowed: .* 1$/,
		],
		["fleets.csv", "fleet,series\nfleet00,gamma\n", /fleets.csv, line 2: the series "gamma"/],
		["gaps_10min.csv", "model_pool,minute\none,soon\n", /gaps_10min.csv, line 2: minute is "soon"/],
		[
			"spend_faults.csv",
			"series,start_min,end_min,price_multiple\n,0,1,4\n",
			/line 2: series is empty/,
		],
		[
			"replica_minutes_5min_faulted.csv",
			"minute,alpha\n0,1\n20,1\n",
			/a divisor of the 10 minutes of traffic/,
		],
	])("%s: %j is told with its line and with what is allowed", async (file, text, problem) => {
		await expect(evaluated({ files: { [file]: text } })).rejects.toThrow(problem);
	});

	test("lines that end as on Windows are read the same", async () => {
		const windows = wide(usualRequests, 10).replaceAll("\n", "\r\n");
		const { report } = await evaluated({ files: { "traffic_10min.csv": windows } });
		expect(report.series).toBe(2);
	});

	test("on the command line that is a mistake of the caller, told without a stack", async () => {
		const dataFolder = await smallData({ files: { "fleets.csv": null } });
		let told = "";
		const stream = { write: (text: string) => (told += text) };
		const program = new Command("guardrail").addCommand(evaluateCommand());
		const argv = ["evaluate", "--data", dataFolder, "--out", join(dataFolder, "out"), "-q"];
		expect(await runCommand(program, { argv, stdout: stream, stderr: stream })).toBe(2);
		expect(told).toMatch(/^Error: fleets.csv: it cannot be read; allowed: a file in /);
		expect(told).not.toMatch(/ at /);
	});
});
