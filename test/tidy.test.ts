import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { checks } from "./tidy/checks.ts";
import { type Ratchet, ratchets, rooms } from "./tidy/exemptions.ts";
import { judge, looseRatchets } from "./tidy/judge.ts";
import { planted } from "./tidy/planted.ts";
import { readSourceFiles, sourceFile } from "./tidy/source-file.ts";

const files = readSourceFiles(resolve(import.meta.dirname, ".."));
const plantedPath = "shared/app/planted.ts";
const plantedRows = planted.map((each) => ({
	...each,
	shownBad: shown(each.bad, each.path),
	shownGood: shown(each.good, each.goodPath),
}));

describe("the house is tidy", () => {
	test("the files that are looked at are those of this project", () => {
		const paths = files.map((file) => file.path);
		expect(paths).toEqual(expect.arrayContaining(["shared/domain/money.ts", "test/tidy.test.ts"]));
		expect(paths.filter((path) => path.includes("node_modules"))).toEqual([]);
	});

	test.each(checks)("$name holds everywhere but in the rooms that say why not", (check) => {
		expect(files.flatMap((file) => judge(file, [check], { rooms, ratchets }))).toEqual([]);
	});

	test("no ratchet tolerates more than there is to tolerate", () => {
		expect(looseRatchets(files, checks, ratchets)).toEqual([]);
	});

	test("every exemption names a rule that exists, and a reason in words", () => {
		const names = checks.map((check) => check.name);
		for (const { check, reason } of [...rooms, ...ratchets]) {
			expect(names).toContain(check);
			expect(reason).toMatch(/\w+ \w+ \w+.*\.$/);
		}
	});
});

describe("the checks can fail", () => {
	test("every check has something planted for it to find", () => {
		const withPlanted = new Set(planted.map((each) => each.check));
		expect([...withPlanted].toSorted()).toEqual(checks.map((check) => check.name).toSorted());
	});

	test.each(plantedRows)("$check finds $shownBad", ({ check, path = plantedPath, bad }) => {
		expect(brokenRules(path, bad)).toEqual([check]);
	});

	test.each(plantedRows)("$check lets $shownGood pass", (each) => {
		expect(brokenRules(each.goodPath ?? each.path ?? plantedPath, each.good)).toEqual([]);
	});

	test("a room is exempt from its own rule and from no other", () => {
		const found = brokenRules("shared/adapters/clock/clock.ts", "Date.now(); console.log(1);");
		expect(found).toEqual(["console"]);
	});
});

describe("a ratchet", () => {
	const ratchet: Ratchet = {
		check: "file-length",
		path: plantedPath,
		tolerated: 320,
		reason: "It is one table.",
	};

	test.each([
		[320, []],
		[321, ["file-length"]],
	])("tolerates what it was given and not a line more: %i", (count, expected) => {
		expect(brokenRules(plantedPath, "const a = 1;\n".repeat(count), [ratchet])).toEqual(expected);
	});

	test.each([
		[320, 0],
		[319, 1],
		[10, 1],
	])("is loose as soon as the file shrinks: %i", (count, loose) => {
		const file = sourceFile(plantedPath, "const a = 1;\n".repeat(count));
		expect(looseRatchets([file], checks, [ratchet])).toHaveLength(loose);
	});
});

/** The names of the rules that a text breaks at a path, each once. */
function brokenRules(path: string, text: string, tolerate: readonly Ratchet[] = []): string[] {
	const file = sourceFile(path, text);
	return checks
		.filter((check) => judge(file, [check], { rooms, ratchets: tolerate }).length > 0)
		.map((check) => check.name);
}

function shown(text: string, path = ""): string {
	const rows = text.trimEnd().split("\n");
	return text === "" ? path : `${rows[0]}${rows.length > 1 ? ` in ${rows.length} lines` : ""}`;
}
