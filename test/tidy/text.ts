import type { Check, Finding } from "./check.ts";
import { stages } from "./stages.ts";

export const textChecks: readonly Check[] = [
	{
		name: "kebab-case",
		advice: "Name files and folders in kebab-case: price-book.ts, price-book.test.ts.",
		find: ({ path }) => inPath(path, (name) => !kebabCase.test(name), isOurNaming(path)),
	},
	{
		name: "meaningless-name",
		advice: "Name it after what it does; a name without a meaning grows without a limit.",
		find: ({ path }) => inPath(path, (name) => meaningless.test(name), true),
	},
	{
		name: "known-stage",
		advice: `The core has one folder per stage: ${stages.join(", ")}.`,
		find: ({ path }) => unknownStage(path),
	},
	text("left-over", "Do it, or write an issue.", /\b(TODO|FIXME|XXX|HACK)\b/),
	text(
		"type-check-off",
		"Fix the type.",
		/@ts-(ignore|nocheck)|biome-ignore-all|oxlint-disable(?!-next)/,
	),
	{
		name: "test-off",
		advice: "Every test runs. What cannot run here calls `context.skip` with its reason.",
		find: ({ text: content, syntax }) => (syntax ? findLines(content, testOff) : []),
	},
	text(
		"machine-path",
		"Say it relative to the project.",
		/(?<![\w.:/-])\/(work|root|home|Users)\//,
	),
	{
		name: "same-endpoint",
		advice: "Ask isSameEndpoint, or isRecordOf: what one endpoint is stands in one place.",
		find: ({ path, text: content }) =>
			/^shared\/(core|app)\//.test(path) ? findLines(content, ownIdentity) : [],
	},
	{
		name: "secret",
		advice: "Revoke it, then take it out. A made-up one has the word `example` in it.",
		find: ({ text: content }) =>
			findLines(content, secret).filter(({ what }) => !madeUp.test(what)),
	},
];

const ownIdentity = /\bcreatedAt [!=]== [\w.?]*\bcreatedAt\b/;

const kebabCase = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

const meaningless = /(^|[-.])(utils?|helpers?|common|managers?|misc|stuff)([-.]|$)/i;

const testOff =
	/\b(describe|it|suite|test)(\.\w+)*\.(only|skip|todo)\b|\b(xit|xdescribe|fit|fdescribe)\(/;

/** Hugging Face, Standard Webhooks, AWS, Slack tokens and Slack webhook addresses. */
const secret =
	/\bhf_[A-Za-z0-9]{20,}|\bwhsec_[A-Za-z0-9+/]{24,}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[\w-]{10,}|hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{20,}/;

const madeUp = /example/i;

function text(name: string, advice: string, pattern: RegExp): Check {
	return { name, advice, find: (file) => findLines(file.text, pattern) };
}

function findLines(content: string, pattern: RegExp): Finding[] {
	return content.split("\n").flatMap((line, index) => {
		const found = pattern.exec(line);
		return found ? [{ line: index + 1, what: found[0] }] : [];
	});
}

/** README.md, CHANGELOG.md, LICENSE and their like are named as everybody names them. */
function isOurNaming(path: string): boolean {
	return !/(^|\/)[A-Z]+(\.md)?$/.test(path);
}

function inPath(path: string, isBad: (name: string) => boolean, applies: boolean): Finding[] {
	const bad = path.split("/").filter(isBad);
	return applies ? bad.map((what) => ({ line: 1, what })) : [];
}

function unknownStage(path: string): Finding[] {
	const [, stage] = /^shared\/core\/([^/]+)/.exec(path) ?? [];
	return stage === undefined || stages.includes(stage) ? [] : [{ line: 1, what: stage }];
}
