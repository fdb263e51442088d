/** What a setting means, in which unit, and where its default comes from. */
export function about(setting: {
	readonly text: string;
	readonly unit: string;
	readonly source?: string;
}): string {
	const source = setting.source === undefined ? "" : ` Source: ${setting.source}.`;
	return `${setting.text} Unit: ${setting.unit}.${source}`;
}
