/** The value as an earlier version stored it: without the fields that came later. */
export function without<T extends object, K extends keyof T>(
	value: T,
	names: readonly K[],
): Omit<T, K> {
	const left: object = Object.fromEntries(
		Object.entries(value).filter(([name]) => !names.some((each) => each === name)),
	);
	return left as Omit<T, K>;
}
