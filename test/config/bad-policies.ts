/** Bad policy files, where each is wrong, and words that must stand in its message. */
export type BadPolicy = {
	readonly name: string;
	readonly text: string;
	/** `line:column` */
	readonly at: string;
	readonly path: string;
	readonly words: readonly string[];
};

export const goodPolicy = `version: 1
zone: Europe/Berlin
dailyBudgetUsd: 200
defaults:
  criticality: standard
`;

function bad(name: string, text: string, [at, path, ...words]: readonly string[]): BadPolicy {
	return { name, text, at: at ?? "", path: path ?? "", words };
}

const budget = (value: string) => goodPolicy.replace("200", value);
const more = (text: string) => `${goodPolicy}${text}`;
const twice =
	"endpoints: [{tag: b}]\n  - name: lab\n    dailyBudgetUsd: 5\n    endpoints: [{tag: b}]";
const group = (line: string, name = "lab") =>
	`groups:\n  - name: ${name}\n    dailyBudgetUsd: 5\n    ${line}\n`;
const scheduled = (cron: string) =>
	`schedules:\n  - endpoints: [{name: a}]\n    entries: [{ cron: ${cron}, replicas: 1 }]\n`;
const money = "a number from 0.01 to 10000000";

export const badPolicies: readonly BadPolicy[] = [
	bad("budget 0", budget("0"), ["3:17", "dailyBudgetUsd", "too small", "value    0", money]),
	bad("budget below a cent", budget("1e-9"), ["3:17", "dailyBudgetUsd", "too small", money]),
	bad("negative budget", budget("-5"), ["3:17", "dailyBudgetUsd", "too small", "-5", money]),
	bad("budget NaN", budget(".nan"), ["3:17", "dailyBudgetUsd", "not a finite number", "NaN"]),
	bad("infinite budget", budget(".inf"), ["3:17", "dailyBudgetUsd", "finite", "Infinity"]),
	bad("budget above any", budget("1e12"), ["3:17", "dailyBudgetUsd", "too large", money]),
	bad("budget with a sign", budget("$200"), ["3:17", "dailyBudgetUsd", '"$200"', "alone: 200"]),
	bad("budget in quotes", budget('"200"'), ["3:17", "dailyBudgetUsd", "alone: 200"]),
	bad("empty budget", budget(""), ["3:1", "dailyBudgetUsd", "is empty", money]),
	bad("no budget", goodPolicy.replace("dailyBudgetUsd: 200\n", ""), [
		"1:1",
		"dailyBudgetUsd",
		"is missing",
		"US dollars",
	]),
	bad("unknown zone", goodPolicy.replace("Berlin", "Berln"), [
		"2:7",
		"zone",
		'"Europe/Berln"',
		"did you mean Europe/Berlin?",
	]),
	bad("city alone", goodPolicy.replace("Europe/Berlin", "new york"), [
		"2:7",
		"zone",
		"did you mean America/New_York?",
	]),
	bad("an offset as zone", goodPolicy.replace("Europe/Berlin", '"+01:00"'), [
		"2:7",
		"zone",
		"IANA",
	]),
	bad("unknown key", more("dailyBudgetUSD: 20\n"), [
		"6:1",
		"dailyBudgetUSD",
		"no such key",
		"did you mean dailyBudgetUsd?",
	]),
	bad("a prototype key", more("__proto__: {a: 1}\n"), ["6:1", "__proto__", "no such key"]),
	bad("unknown key in a group", more("limits:\n  cooldownMinute: 5\n"), [
		"7:3",
		"limits.cooldownMinute",
		"did you mean cooldownMinutes?",
	]),
	bad("unsorted tiers", more("tiers: {trim: 1.2, divert: 1.1}\n"), [
		"6:28",
		"tiers.divert",
		"divert (1.1) is not above trim (1.2)",
		"trim < divert < shutdown < ceiling",
	]),
	bad("equal tiers", more("tiers: {divert: 1.2}\n"), [
		"6:17",
		"tiers.divert",
		"divert (1.2) is not above trim (1.2)",
	]),
	bad("a tier above a default", more("tiers:\n  trim: 1.6\n"), [
		"7:9",
		"tiers.divert",
		"divert (1.5) is not above trim (1.6)",
	]),
	bad("percent for a ratio", more("tiers:\n  trim: 120\n"), [
		"7:9",
		"tiers.trim",
		"too large",
		"write 1.2 for 120 %",
	]),
	bad("threshold 0", more("tiers: {trim: 0}\n"), ["6:15", "tiers.trim", "too small", "above 0"]),
	bad("empty tiers", more("tiers:\n"), ["6:1", "tiers", "is empty", "trim, divert, shutdown"]),
	bad("unknown mode", more("mode: enforced\n"), [
		"6:7",
		"mode",
		"observe | shadow | ask | enforce",
		"did you mean enforce?",
	]),
	bad("no default criticality", goodPolicy.replace("criticality: standard", "{}"), [
		"4:1",
		"defaults.criticality",
		"is missing",
		"critical | standard | expendable",
	]),
	bad("unknown criticality", more("endpoints:\n  - name: a\n    criticality: critcal\n"), [
		"8:18",
		"endpoints.0.criticality",
		"did you mean critical?",
	]),
	bad("a rule of nothing", more("endpoints:\n  - protected: true\n"), [
		"7:5",
		"endpoints.0",
		"no name and no tag",
		"name or tag",
	]),
	bad("a rule of two", more("endpoints:\n  - name: a\n    tag: b\n    protected: true\n"), [
		"7:5",
		"endpoints.0",
		"a name and a tag",
	]),
	bad("a rule without effect", more("endpoints:\n  - name: a\n"), [
		"7:5",
		"endpoints.0",
		"changes nothing",
		"criticality, protected",
	]),
	bad("half a replica", more("endpoints:\n  - {name: a, floor: 1.5}\n"), [
		"7:22",
		"endpoints.0.floor",
		"whole number",
	]),
	bad("a name in capitals", more("endpoints:\n  - {name: Llama, protected: true}\n"), [
		"7:12",
		"endpoints.0.name",
		'"Llama"',
	]),
	bad("yes for true", more("endpoints:\n  - {name: a, protected: yes}\n"), [
		"7:26",
		"endpoints.0.protected",
		"true | false",
	]),
	bad("a ratio above 1", more("limits: {endpointsPerPassRatio: 25}\n"), [
		"6:33",
		"limits.endpointsPerPassRatio",
		"too large",
		"to 1",
	]),
	bad("an address in the file", more("notify: {slackWebhook: https://hooks.slack.com/x/y}\n"), [
		"6:24",
		"notify.slackWebhook",
		"hidden",
		"env:SLACK_WEBHOOK_URL",
	]),
	bad("another version", goodPolicy.replace("1", "2"), ["1:10", "version", "allowed  1"]),
	bad("a group of nobody", more(group("endpoints: []")), [
		"9:5",
		"groups.0.endpoints",
		"too small",
	]),
	bad(
		"a ceiling of a group at the shutdown line",
		more(`tiers: {shutdown: 2.5}\n${group("ceiling: 2.5\n    endpoints: [{tag: b}]")}`),
		[
			"10:14",
			"groups.0.ceiling",
			"ceiling (2.5) is not above shutdown (2.5)",
			"allowed  a number above tiers.shutdown (2.5), up to 100",
		],
	),
	bad("a group's name in capitals", more(group("endpoints: [{tag: b}]", "Research")), [
		"7:11",
		"groups.0.name",
		"a-z, 0-9 and -, up to 40 characters",
	]),
	bad("a group without a budget", more("groups:\n  - {name: a, endpoints: [{tag: b}]}\n"), [
		"7:5",
		"groups.0.dailyBudgetUsd",
		"is missing",
		"US dollars",
	]),
	bad("a member of two", more(group("endpoints: [{name: a, tag: b}]")), [
		"9:17",
		"groups.0.endpoints.0",
		"a name and a tag",
		"name or tag",
	]),
	bad("a member of nothing", more(group("endpoints: [{}]")), [
		"9:17",
		"groups.0.endpoints.0",
		"no name and no tag",
	]),
	bad("a group in no zone", more(group("zone: Europe/Berln")), [
		"9:11",
		"groups.0.zone",
		"did you mean Europe/Berlin?",
	]),
	bad("an unknown key of a group", more(group("members: []")), [
		"9:5",
		"groups.0.members",
		"no such key",
	]),
	bad("a group called as the namespace's budget", more(group("endpoints: [{tag: b}]", "fleet")), [
		"7:11",
		"groups.0.name",
		"fleet is the name of the budget for all endpoints",
	]),
	bad("a group that stands twice", more(group(twice)), [
		"10:11",
		"groups.1.name",
		"the name lab stands twice",
	]),
	bad(
		"a floor above what is a runaway",
		more("endpoints:\n  - {name: a, expectedMaxReplicas: 2, floor: 3}\n"),
		["7:46", "endpoints.0.floor", "the floor (3) is above expectedMaxReplicas (2)", "from 1 to 2"],
	),
	bad("an hour without its day", more("enforce: [hour]\n"), [
		"6:1",
		"enforce",
		"the day always acts",
	]),
	bad("a schedule that is no cron", more(scheduled('"0 8 * * 1-9"')), [
		"8:23",
		"schedules.0.entries.0.cron",
		'"1-9" is no weekday (0 to 7)',
		"five fields",
	]),
	bad("a list", "- a\n", ["1:1", "", "not a group of keys"]),
	bad("an empty file", "", ["1:1", "", "is empty"]),
	bad("a repeated key", more("zone: UTC\n"), ["6:1", "", "the key zone stands twice"]),
	bad("an open list", more("endpoints: [\n"), ["7:1", "", "not valid YAML"]),
	bad("a tab as indent", more("tiers:\n\ttrim: 1.2\n"), ["7:1", "", "not valid YAML"]),
	bad("two documents", more("---\nversion: 1\n"), ["6:1", "", "a second document"]),
	bad("an alias", more("tiers: &t {trim: 1.1}\nlimits: *t\n"), ["7:9", "", "alias"]),
	bad("a circle", more("tiers: &t\n  trim: *t\n"), ["7:9", "", "alias"]),
	bad("deep nesting", "[".repeat(6_000), ["1:1", "", "nested too deeply"]),
	bad("3 MB", `# ${"x".repeat(3_000_000)}\n${goodPolicy}`, ["1:1", "", "larger than 2 MB"]),
];
