/** One threshold of a detector: the number, its unit and where it comes from. */
export type Setting = {
	readonly value: number;
	readonly unit: string;
	readonly source: string;
};

/** Settings of a detector, by name. A caller may replace values, never units. */
export type Settings = Readonly<Record<string, Setting>>;

/** The same settings with other values, by name; for policies and for tuning. */
export function withValues<S extends Settings>(
	settings: S,
	values: Partial<Readonly<Record<keyof S, number>>>,
): S {
	const entries = Object.entries(settings).map(([name, setting]) => [
		name,
		{ ...setting, value: values[name] ?? setting.value },
	]);
	return Object.fromEntries(entries) as S;
}
